package io.nephrite.imaging.check;

import io.nephrite.core.dataset.Fault;
import io.nephrite.core.dataset.FaultCode;
import io.nephrite.imaging.format.StoredType;
import io.nephrite.imaging.format.VoxelDecoder;
import io.nephrite.imaging.format.VoxelLayout;
import io.nephrite.imaging.format.WholeNumber;
import io.nephrite.imaging.volume.LabelArray;
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
    private static final int COUNTED = LabelArray.HIGHEST + 1;
    private static final int SHOWN = 8;
    private static final long ONES = 0x0101010101010101L;
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private final VoxelLayout layout;
    private final Set<Integer> declared;
    private final long[] counts = new long[COUNTED];
    private final boolean plain;
    private final VoxelDecoder decoder;
    private double[] values = new double[0];
    private final Odd notFinite = new Odd();
    private final Odd rounded = new Odd();
    private final Odd negative = new Odd();
    private final Odd fractional = new Odd();
    private final Odd beyond = new Odd();
    private long seen;

    /** @param declared every value that may occur */
    LabelScan(VoxelLayout layout, Set<Integer> declared) {
        this.layout = layout;
        this.declared = declared;
        plain = !layout.isScaled();
        decoder = new VoxelDecoder(layout);
    }

    @Override
    public void accept(byte[] bytes, int voxels) {
        if (plain && layout.type() == StoredType.UINT8) {
            countBytes(bytes, voxels);
            return; // none of these can be odd
        }
        values = values.length >= voxels ? values : new double[voxels];
        decoder.decode(bytes, voxels, values);
        for (int i = 0; i < voxels; i++) {
            double stored = plain ? values[i] : values[i] * layout.slope() + layout.inter();
            double v = WholeNumber.near(stored);
            if (v != stored && !Double.isNaN(stored)) {
                rounded.add(stored, seen + i);
            }
            int label = (int) v;
            if (label == v && label >= 0 && label < COUNTED) {
                counts[label]++;
            } else {
                kind(v).add(v, seen + i);
            }
        }
        seen += voxels;
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

    private Odd kind(double v) {
        if (!(Math.abs(v) <= Double.MAX_VALUE)) {
            return notFinite;
        }
        return v < 0 ? negative : v != Math.rint(v) ? fractional : beyond;
    }

    @Override
    public List<Fault> faults() {
        List<Fault> faults = new ArrayList<>();
        String allowed = "labels " + declared;
        if (notFinite.voxels > 0) {
            faults.add(Fault.of(FaultCode.VOXELS_NOT_FINITE, notFinite.text("NaN or infinite"), allowed));
        }
        if (negative.voxels > 0) {
            faults.add(Fault.of(FaultCode.LABEL_NEGATIVE, negative.text("below 0"), allowed));
        }
        if (rounded.voxels > 0) {
            faults.add(
                    Fault.of(FaultCode.LABEL_ROUNDED, rounded.text("whole numbers but for rounding"), "whole numbers"));
        }
        if (fractional.voxels > 0) {
            faults.add(Fault.of(FaultCode.LABEL_NOT_INTEGRAL, fractional.text("no whole numbers"), allowed));
        }
        Map<Integer, Long> found = found();
        List<Integer> undeclared =
                found.keySet().stream().filter(v -> !declared.contains(v)).toList();
        if (!undeclared.isEmpty() || beyond.voxels > 0) {
            String seen = undeclared.stream()
                    .limit(SHOWN)
                    .map(v -> "value " + v + " in " + found.get(v) + " voxels")
                    .collect(Collectors.joining(", "));
            if (undeclared.size() > SHOWN) {
                seen += ", and " + (undeclared.size() - SHOWN) + " more values";
            }
            if (beyond.voxels > 0) {
                seen += (seen.isEmpty() ? "" : ", ") + beyond.text("of " + COUNTED + " and above");
            }
            faults.add(Fault.of(FaultCode.LABEL_NOT_DECLARED, seen, allowed));
        }
        if (found.keySet().stream().allMatch(v -> v == 0)
                && negative.voxels + fractional.voxels + beyond.voxels + notFinite.voxels == 0) {
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

    /** Voxels that are no label, and the first of them. */
    private final class Odd {
        private long voxels;
        private long firstIndex;
        private double firstValue;

        void add(double value, long index) {
            if (voxels++ == 0) {
                firstIndex = index;
                firstValue = value;
            }
        }

        String text(String what) {
            return voxels + " of " + layout.voxels() + " voxels " + what + ", the first " + firstValue + " at "
                    + VoxelScan.place(layout.shape(), firstIndex);
        }
    }
}
