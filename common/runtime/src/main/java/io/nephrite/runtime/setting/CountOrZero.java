package io.nephrite.runtime.setting;

import org.eclipse.microprofile.config.spi.Converter;

/** A number of things, 0 or more. */
public final class CountOrZero implements Converter<Integer> {
    private static final long serialVersionUID = 1L;

    @Override
    public Integer convert(String text) {
        Integer value = Integer.valueOf(text.strip());
        if (value < 0) {
            throw new IllegalArgumentException("expected a whole number of 0 or more, found " + text);
        }
        return value;
    }
}
