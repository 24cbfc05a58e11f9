package io.nephrite.imaging.nifti;

import io.nephrite.core.dataset.Fault;

/** A file that cannot be read as NIfTI. Caused by the input alone; what the stream itself throws passes through. */
public final class NiftiException extends RuntimeException {
    private final transient Fault fault;

    public NiftiException(Fault fault) {
        super(fault.sentence());
        this.fault = fault;
    }

    /** What is wrong and how to mend it; without case. */
    public Fault fault() {
        return fault;
    }

    NiftiException in(String file) {
        return fault.file().isPresent() ? this : new NiftiException(fault.in(file));
    }
}
