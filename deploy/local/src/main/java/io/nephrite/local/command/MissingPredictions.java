package io.nephrite.local.command;

import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** What becomes of a reference without prediction. */
enum MissingPredictions {
    LEAVE_OUT,
    BACKGROUND;

    /** Reads it as users type it. */
    static final class Converter implements ITypeConverter<MissingPredictions> {
        @Override
        public MissingPredictions convert(String value) {
            return switch (value) {
                case "leave-out" -> LEAVE_OUT;
                case "background" -> BACKGROUND;
                default -> throw new TypeConversionException("expected leave-out or background, found " + value);
            };
        }
    }
}
