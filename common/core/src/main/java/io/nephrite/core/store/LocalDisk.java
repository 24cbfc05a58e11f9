package io.nephrite.core.store;

import io.nephrite.core.failure.FailureCode;
import io.nephrite.core.failure.PipelineException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A folder of files on a disk that may be full, or that cannot be written.
 *
 * @param purpose for people, such as {@code volume cache}
 * @param advice what people can do, and what happens then
 */
public record LocalDisk(String purpose, Path folder, String advice) {
    /** A folder of a service, which tries again until there is room. */
    public static LocalDisk ofService(String purpose, Path folder) {
        return new LocalDisk(
                purpose,
                folder,
                "make room there, or name another folder in NEPHRITE_CACHE_DIR; the work goes on by itself when there"
                        + " is room");
    }

    /**
     * A new or overwritten file. What the disk does not take is counted, so that closing it can say how much room there
     * must be; only then it throws.
     *
     * @throws IOException where the file cannot be opened; see {@link #unavailable(IOException)}
     */
    public OutputStream write(Path file) throws IOException {
        return new Counting(Files.newOutputStream(file));
    }

    /** A failure to work with the folder, whatever it was. */
    public PipelineException unavailable(IOException cause) {
        return unavailable(OptionalLong.empty(), cause);
    }

    private PipelineException unavailable(OptionalLong neededBytes, IOException cause) {
        StringBuilder text = new StringBuilder(purpose + " " + folder + " cannot be written");
        neededBytes.ifPresent(needed -> text.append(": ").append(needed).append(" bytes are needed"));
        freeBytes().ifPresent(free -> text.append(", ").append(free).append(" bytes are free"));
        text.append(" (").append(reason(cause)).append("); ").append(advice);
        return new PipelineException(FailureCode.DISK_UNAVAILABLE, text.toString(), cause);
    }

    private static String reason(IOException cause) {
        return cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.toString();
    }

    /** Empty where the system does not say. */
    private OptionalLong freeBytes() {
        Path existing = folder.toAbsolutePath();
        while (!Files.exists(existing) && existing.getParent() != null) {
            existing = existing.getParent();
        }
        try {
            return OptionalLong.of(Files.getFileStore(existing).getUsableSpace());
        } catch (IOException e) {
            return OptionalLong.empty();
        }
    }

    private final class Counting extends OutputStream {
        private final OutputStream out;
        private long bytes;
        private Optional<IOException> failure = Optional.empty();

        Counting(OutputStream out) {
            this.out = out;
        }

        @Override
        public void write(int value) {
            write(new byte[] {(byte) value}, 0, 1);
        }

        @Override
        public void write(byte[] values, int offset, int length) {
            bytes += length;
            if (failure.isEmpty()) {
                try {
                    out.write(values, offset, length);
                } catch (IOException e) {
                    failure = Optional.of(e);
                }
            }
        }

        @Override
        public void close() {
            try {
                out.close();
            } catch (IOException e) {
                failure = failure.or(() -> Optional.of(e));
            }
            if (failure.isPresent()) {
                throw unavailable(OptionalLong.of(bytes), failure.get());
            }
        }
    }
}
