package io.nephrite.runtime.setting;

import org.eclipse.microprofile.config.spi.Converter;

/** A number of 0 or more. */
public final class NumberOrZero implements Converter<Double> {
    private static final long serialVersionUID = 1L;

    @Override
    public Double convert(String text) {
        Double value = Double.valueOf(text.strip());
        if (!(value >= 0)) {
            throw new IllegalArgumentException("expected a number of 0 or more, found " + text);
        }
        return value;
    }
}
