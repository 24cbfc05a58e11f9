package io.nephrite.imaging.npy;

import java.io.IOException;

/** Element types of the volumes that are stored. */
public enum NpyType {
    FLOAT32("<f4", 4),
    FLOAT16("<f2", 2),
    INT8("|i1", 1),
    INT16("<i2", 2);

    private final String descr;
    private final int bytes;

    NpyType(String descr, int bytes) {
        this.descr = descr;
        this.bytes = bytes;
    }

    /** NumPy's spelling. */
    public String descr() {
        return descr;
    }

    public int bytes() {
        return bytes;
    }

    static NpyType ofDescr(String descr) throws IOException {
        for (NpyType type : values()) {
            if (type.descr.equals(descr)) {
                return type;
            }
        }
        throw new IOException("element type " + descr + " is not one of <f4, <f2, |i1, <i2");
    }
}
