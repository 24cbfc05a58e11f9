package io.nephrite.runtime.setting;

import org.eclipse.microprofile.config.spi.Converter;

/** A number of things, 1 or more. */
public final class PositiveCount implements Converter<Integer> {
    private static final long serialVersionUID = 1L;

    @Override
    public Integer convert(String text) {
        Integer value = Integer.valueOf(text.strip());
        if (value < 1) {
            throw new IllegalArgumentException("expected a whole number of 1 or more, found " + text);
        }
        return value;
    }
}
