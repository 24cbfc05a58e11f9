package io.nephrite.eval.app.page;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;

/** Points in time as a page writes them: universal time, to the second. */
final class Moment {
    private static final DateTimeFormatter FORMAT =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss 'UTC'").withZone(ZoneOffset.UTC);

    private Moment() {}

    static String of(Instant time) {
        return FORMAT.format(time);
    }
}
