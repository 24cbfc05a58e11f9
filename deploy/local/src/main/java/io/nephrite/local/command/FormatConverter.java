package io.nephrite.local.command;

import io.nephrite.imaging.export.ExportFormat;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads an export format as users type it. */
final class FormatConverter implements ITypeConverter<ExportFormat> {
    @Override
    public ExportFormat convert(String value) {
        return ExportFormat.of(value)
                .orElseThrow(() -> new TypeConversionException("expected npy or npz, found " + value));
    }
}
