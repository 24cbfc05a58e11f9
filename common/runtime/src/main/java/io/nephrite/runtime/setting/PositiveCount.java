package io.nephrite.runtime.setting;

import org.eclipse.microprofile.config.spi.Converter;

/** How many, 1 at least. */
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
