package io.nephrite.local.command;

import io.nephrite.core.dataset.Stage;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads a stage as users type it. */
final class StageConverter implements ITypeConverter<Stage> {
    @Override
    public Stage convert(String value) {
        try {
            return Stage.of(value);
        } catch (IllegalArgumentException e) {
            throw new TypeConversionException(e.getMessage());
        }
    }
}
