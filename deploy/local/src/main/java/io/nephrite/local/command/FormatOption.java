package io.nephrite.local.command;

import io.nephrite.imaging.export.ExportFormat;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** How preprocessed cases are written. */
final class FormatOption {
    @Option(
            names = "--format",
            paramLabel = "NAME",
            converter = Converter.class,
            defaultValue = "npy",
            description = "Of preprocessed cases: npy (default) or npz, nnU-Net's layout.")
    ExportFormat format;

    /** Reads a format as users type it. */
    static final class Converter implements ITypeConverter<ExportFormat> {
        @Override
        public ExportFormat convert(String value) {
            return ExportFormat.of(value)
                    .orElseThrow(() -> new TypeConversionException("expected npy or npz, found " + value));
        }
    }
}
