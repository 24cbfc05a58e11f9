package io.nephrite.local.command;

import io.nephrite.core.dataset.Milestone;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads a stage as users type it. */
final class MilestoneConverter implements ITypeConverter<Milestone> {
    @Override
    public Milestone convert(String value) {
        try {
            return Milestone.of(value);
        } catch (IllegalArgumentException e) {
            throw new TypeConversionException(e.getMessage());
        }
    }
}
