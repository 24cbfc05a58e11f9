package io.nephrite.runtime.setting;

import io.quarkus.runtime.configuration.DurationConverter;
import java.time.Duration;
import org.eclipse.microprofile.config.spi.Converter;

/** A duration of more than 0. */
public final class PositiveDuration implements Converter<Duration> {
    private static final long serialVersionUID = 1L;

    @Override
    public Duration convert(String text) {
        Duration value = DurationConverter.parseDuration(text);
        if (value.isNegative() || value.isZero()) {
            throw new IllegalArgumentException("expected a time of more than 0, such as 30s, found " + text);
        }
        return value;
    }
}
