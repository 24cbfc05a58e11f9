package io.nephrite.eval.app;

import io.nephrite.core.failure.PipelineException;
import io.nephrite.core.job.OpenJobs;
import io.nephrite.core.job.OpenJobs.Holder;
import io.nephrite.core.job.TrainerJobs;
import io.nephrite.core.json.Json;
import io.nephrite.core.store.ObjectStore;
import io.nephrite.eval.app.ConsumerLag.GroupLag;
import io.nephrite.runtime.login.Roles;
import io.nephrite.runtime.store.Results;
import io.smallrye.common.annotation.Blocking;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;

/**
 * How the system itself is: store, broker, who works on what, and what waits. Looked at when somebody asks, and kept for
 * some seconds, so that many pages cost as much as one.
 */
@Path("/system")
@Produces(MediaType.APPLICATION_JSON)
@Blocking
public class SystemResource {
    private static final Duration KEPT = Duration.ofSeconds(10);
    private static final String NO_OBJECT = "_health";

    private final ObjectStore results;
    private final ConsumerLag lag;
    private final Clock clock;
    private Optional<Answered> newest = Optional.empty();

    SystemResource(@Results ObjectStore results, ConsumerLag lag, Clock clock) {
        this.results = results;
        this.lag = lag;
        this.clock = clock;
    }

    /**
     * How the system was at a moment.
     *
     * @param at when it was looked at
     * @param store of the objects
     * @param broker of the events
     * @param jobs open jobs of the trainers that somebody holds
     * @param openJobs how many are open, held or not
     * @param groups what each service reads, and what waits for it; empty while the broker is away
     */
    public record SystemState(
            Instant at, PartHealth store, PartHealth broker, List<Holder> jobs, int openJobs, List<GroupLag> groups) {}

    /**
     * The state of one part of the system.
     *
     * @param millis that the answer took
     * @param problem what is wrong; empty where nothing is
     */
    public record PartHealth(boolean isUp, long millis, String problem) {}

    @RolesAllowed(Roles.VIEWER)
    @GET
    @Operation(summary = "How store and broker are, who works on what, and what waits; at most some seconds old")
    @APIResponse(
            responseCode = "200",
            content = @Content(mediaType = "application/json", schema = @Schema(implementation = SystemState.class)))
    public Response show() {
        return Response.ok(answer().json()).build();
    }

    /** @param at when it was looked at */
    @SuppressWarnings("ArrayRecordComponent") // compared by nobody
    private record Answered(Instant at, byte[] json) {}

    private synchronized Answered answer() {
        Instant now = clock.instant();
        if (newest.isEmpty() || !now.isBefore(newest.get().at().plus(KEPT))) {
            newest = Optional.of(new Answered(now, Json.bytes(look(now))));
        }
        return newest.get();
    }

    private SystemState look(Instant now) {
        OpenJobs jobs = new OpenJobs(results, TrainerJobs.QUEUE);
        Answer<Boolean> store = ask(() -> results.exists(NO_OBJECT));
        Answer<List<Holder>> holders = store.health.isUp() ? ask(jobs::holders) : store.without();
        Answer<Integer> open = store.health.isUp() ? ask(() -> jobs.ids().size()) : store.without();
        Answer<List<GroupLag>> groups = ask(lag::groups);
        return new SystemState(
                now,
                holders.health.isUp() ? store.health : holders.health,
                groups.health,
                holders.value.orElse(List.of()),
                open.value.orElse(0),
                groups.value.orElse(List.of()));
    }

    private record Answer<T>(PartHealth health, Optional<T> value) {
        <U> Answer<U> without() {
            return new Answer<>(health, Optional.empty());
        }
    }

    private static <T> Answer<T> ask(Supplier<T> question) {
        long begin = System.nanoTime();
        try {
            T value = question.get();
            return new Answer<>(new PartHealth(true, millisSince(begin), ""), Optional.of(value));
        } catch (PipelineException e) {
            return new Answer<>(new PartHealth(false, millisSince(begin), e.getMessage()), Optional.empty());
        }
    }

    private static long millisSince(long begin) {
        return Duration.ofNanos(System.nanoTime() - begin).toMillis();
    }
}
