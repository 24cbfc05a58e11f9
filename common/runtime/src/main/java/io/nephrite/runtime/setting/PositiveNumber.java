package io.nephrite.runtime.setting;

import org.eclipse.microprofile.config.spi.Converter;

/** A number of more than 0. */
public final class PositiveNumber implements Converter<Double> {
    private static final long serialVersionUID = 1L;

    @Override
    public Double convert(String text) {
        Double value = Double.valueOf(text.strip());
        if (!(value > 0)) {
            throw new IllegalArgumentException("expected a number of more than 0, found " + text);
        }
        return value;
    }
}
