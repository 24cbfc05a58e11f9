package io.nephrite.eval.app.page;

import io.nephrite.core.json.Json;
import io.nephrite.runtime.login.Roles;
import io.smallrye.mutiny.Multi;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.sse.OutboundSseEvent;
import jakarta.ws.rs.sse.Sse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;

/** Tells open pages that something has moved, as server-sent events. */
@Path("/live")
class LiveResource {
    /** Proxies close connections on which nothing is sent. */
    private static final Duration HEARTBEAT = Duration.ofSeconds(15);

    private final LiveEvents live;

    LiveResource(LiveEvents live) {
        this.live = live;
    }

    /**
     * Events {@code moved} with the dataset and the type of what has happened, from now on.
     *
     * @param dataset whose events; those of all datasets without it
     */
    @RolesAllowed(Roles.VIEWER)
    @GET
    @Produces(MediaType.SERVER_SENT_EVENTS)
    @Operation(summary = "What happens from now on, as server-sent events")
    @APIResponse(responseCode = "200", description = "Events moved, each with dataset and type")
    public Multi<OutboundSseEvent> live(@QueryParam("dataset") String dataset, @Context Sse sse) {
        Multi<OutboundSseEvent> moved = live.stream()
                .filter(m -> dataset == null || dataset.equals(m.dataset()))
                .map(m -> sse.newEventBuilder()
                        .name("moved")
                        .data(new String(Json.bytes(m), StandardCharsets.UTF_8))
                        .build());
        Multi<OutboundSseEvent> alive = Multi.createFrom()
                .ticks()
                .every(HEARTBEAT)
                .onOverflow()
                .drop()
                .map(tick -> sse.newEventBuilder().comment("alive").build());
        return Multi.createBy().merging().streams(moved, alive);
    }
}
