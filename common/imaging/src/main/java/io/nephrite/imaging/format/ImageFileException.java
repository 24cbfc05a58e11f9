package io.nephrite.imaging.format;

import io.nephrite.core.dataset.Fault;
import io.nephrite.core.dataset.FaultCode;

/** A file that cannot be read as an image. Caused by the input alone; what the stream itself throws passes through. */
public final class ImageFileException extends RuntimeException {
    private final transient Fault fault;

    public ImageFileException(Fault fault) {
        super(fault.sentence());
        this.fault = fault;
    }

    public static ImageFileException of(FaultCode code, String seen, String expected) {
        return new ImageFileException(Fault.of(code, seen, expected));
    }

    /** The same with advice of its own. */
    public ImageFileException mendedBy(String advice) {
        return new ImageFileException(fault.mendedBy(advice));
    }

    /** What is wrong and what to do, without the name of the case. */
    public Fault fault() {
        return fault;
    }

    /** With the file's name, where it has none yet. */
    public ImageFileException in(String file) {
        return fault.file().isPresent() ? this : new ImageFileException(fault.in(file));
    }
}
