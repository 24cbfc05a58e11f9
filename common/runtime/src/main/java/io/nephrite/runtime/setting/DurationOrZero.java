package io.nephrite.runtime.setting;

import io.quarkus.runtime.configuration.DurationConverter;
import java.time.Duration;
import org.eclipse.microprofile.config.spi.Converter;

/** A duration of 0 or more. */
public final class DurationOrZero implements Converter<Duration> {
    private static final long serialVersionUID = 1L;

    @Override
    public Duration convert(String text) {
        Duration value = DurationConverter.parseDuration(text);
        if (value.isNegative()) {
            throw new IllegalArgumentException("expected a time of 0 or more, such as 30s, found " + text);
        }
        return value;
    }
}
