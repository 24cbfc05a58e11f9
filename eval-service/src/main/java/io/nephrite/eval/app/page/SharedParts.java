package io.nephrite.eval.app.page;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.quarkus.qute.TemplateInstance;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.util.function.Supplier;

/**
 * Live parts of pages, each made once for all who ask for it: an event lets every open page ask for the same part. A
 * part is made again after each event, and after a second in any case. What is kept is bounded. Thread-safe.
 */
@ApplicationScoped
class SharedParts {
    private static final long MOST_CHARACTERS = 4L << 20;

    private final LiveEvents live;
    private final PageMode mode;
    private final PageConfig config;
    private final Clock clock;
    private final Cache<Key, Part> parts = Caffeine.newBuilder()
            .maximumWeight(MOST_CHARACTERS)
            .<Key, Part>weigher((key, part) -> part.html().length())
            .build();

    SharedParts(LiveEvents live, PageMode mode, PageConfig config, Clock clock) {
        this.live = live;
        this.mode = mode;
        this.config = config;
        this.clock = clock;
    }

    /** @param isReadOnly whether it is shown to somebody who cannot change anything */
    private record Key(String name, boolean isReadOnly) {}

    /**
     * @param events that were seen before it was made
     * @param at when it was made
     */
    private record Part(String html, long events, Instant at) {}

    /**
     * @param name of the part and of whose it is
     * @param template makes it; its exceptions go to the caller, and nothing is kept then
     */
    String html(String name, Supplier<TemplateInstance> template) {
        return parts.asMap()
                .compute(new Key(name, mode.isReadOnly()), (key, part) -> isNew(part) ? part : made(template))
                .html();
    }

    private boolean isNew(Part part) {
        return part != null
                && part.events() == live.count()
                && clock.instant().isBefore(part.at().plus(config.partsKept()));
    }

    private Part made(Supplier<TemplateInstance> template) {
        long events = live.count();
        Instant at = clock.instant();
        return new Part(template.get().render(), events, at);
    }
}
