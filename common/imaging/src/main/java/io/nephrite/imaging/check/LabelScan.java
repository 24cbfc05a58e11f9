package io.nephrite.imaging.check;

import io.nephrite.core.dataset.Fault;
import io.nephrite.core.dataset.FaultCode;
import io.nephrite.imaging.nifti.NiftiHeader;
import io.nephrite.imaging.nifti.NiftiType;
import io.nephrite.imaging.nifti.VoxelDecoder;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Counts label values as they come by. Memory is bounded whatever the file holds. */
final class LabelScan implements VoxelScan {
    private static final int COUNTED = 4096;
    private static final int SHOWN = 8;
    private static final long ONES = 0x0101010101010101L;
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private final NiftiHeader header;
    private final Set<Integer> declared;
    private final long[] counts = new long[COUNTED];
    private final boolean plain;
    private final VoxelDecoder decoder;
    private double[] values = new double[0];
    private long notFinite;
    private long negative;
    private long fractional;
    private long beyond;
    private double exampleNegative;
    private double exampleFractional;
    private double exampleBeyond;

    /** @param declared every value that may occur */
    LabelScan(NiftiHeader header, Set<Integer> declared) {
        this.header = header;
        this.declared = declared;
        plain = !header.isScaled();
        decoder = new VoxelDecoder(header);
    }

    @Override
    public void accept(byte[] bytes, int voxels) {
        if (plain && header.type() == NiftiType.UINT8) {
            countBytes(bytes, voxels);
            return;
        }
        values = values.length >= voxels ? values : new double[voxels];
        decoder.decode(bytes, voxels, values);
        for (int i = 0; i < voxels; i++) {
            double v = plain ? values[i] : values[i] * header.slope() + header.inter();
            int label = (int) v;
            if (label == v && label >= 0 && label < COUNTED) {
                counts[label]++;
            } else {
                odd(v);
            }
        }
    }

    /** Labels come in long runs: eight equal ones are counted at once. */
    private void countBytes(byte[] bytes, int voxels) {
        int at = 0;
        while (at + Long.BYTES <= voxels) {
            int label = bytes[at] & 0xff;
            long run = label * ONES;
            int start = at;
            while (at + Long.BYTES <= voxels && (long) LONGS.get(bytes, at) == run) {
                at += Long.BYTES;
            }
            if (at == start) {
                for (int i = 0; i < Long.BYTES; i++) {
                    counts[bytes[at + i] & 0xff]++;
                }
                at += Long.BYTES;
            } else {
                counts[label] += at - start;
            }
        }
        for (; at < voxels; at++) {
            counts[bytes[at] & 0xff]++;
        }
    }

    private void odd(double v) {
        if (!(Math.abs(v) <= Double.MAX_VALUE)) {
            notFinite++;
        } else if (v < 0) {
            exampleNegative = negative++ == 0 ? v : exampleNegative;
        } else if (v != Math.rint(v)) {
            exampleFractional = fractional++ == 0 ? v : exampleFractional;
        } else {
            exampleBeyond = beyond++ == 0 ? v : exampleBeyond;
        }
    }

    @Override
    public List<Fault> faults() {
        List<Fault> faults = new ArrayList<>();
        String allowed = "labels " + declared;
        if (notFinite > 0) {
            faults.add(Fault.of(FaultCode.VOXELS_NOT_FINITE, notFinite + " voxels NaN or infinite", allowed));
        }
        if (negative > 0) {
            faults.add(Fault.of(
                    FaultCode.LABEL_NEGATIVE, negative + " voxels below 0, such as " + exampleNegative, allowed));
        }
        if (fractional > 0) {
            faults.add(Fault.of(
                    FaultCode.LABEL_NOT_INTEGRAL,
                    fractional + " voxels that are no whole numbers, such as " + exampleFractional,
                    allowed));
        }
        Map<Integer, Long> found = found();
        List<Integer> undeclared =
                found.keySet().stream().filter(v -> !declared.contains(v)).toList();
        if (!undeclared.isEmpty() || beyond > 0) {
            String seen = undeclared.stream()
                    .limit(SHOWN)
                    .map(v -> "value " + v + " in " + found.get(v) + " voxels")
                    .collect(Collectors.joining(", "));
            if (undeclared.size() > SHOWN) {
                seen += ", and " + (undeclared.size() - SHOWN) + " more values";
            }
            if (beyond > 0) {
                seen += (seen.isEmpty() ? "" : ", ") + "value " + exampleBeyond + " and other large ones in " + beyond
                        + " voxels";
            }
            faults.add(Fault.of(FaultCode.LABEL_NOT_DECLARED, seen, allowed));
        }
        if (found.keySet().stream().allMatch(v -> v == 0) && negative + fractional + beyond + notFinite == 0) {
            faults.add(Fault.of(FaultCode.NO_FOREGROUND, "background alone", "at least one of " + allowed));
        }
        return faults;
    }

    /** Voxels of each whole value that occurs. */
    Map<Integer, Long> found() {
        Map<Integer, Long> found = new TreeMap<>();
        for (int v = 0; v < COUNTED; v++) {
            if (counts[v] > 0) {
                found.put(v, counts[v]);
            }
        }
        return found;
    }
}
