package io.nephrite.imaging.metaimage;

import io.nephrite.core.dataset.Fault;
import io.nephrite.core.dataset.FaultCode;
import io.nephrite.imaging.format.AxisSizes;
import io.nephrite.imaging.format.DetachableVoxels;
import io.nephrite.imaging.format.GeometryRules;
import io.nephrite.imaging.format.HeaderFindings;
import io.nephrite.imaging.format.ItkGeometry;
import io.nephrite.imaging.format.StoredType;
import io.nephrite.imaging.format.VoxelLayout;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * What a MetaImage header must fulfil, and how ITK understands it.
 *
 * <p>Reference: itkMetaImageIO and MetaIO, tried with SimpleITK: AnatomicalOrientation, CenterOfRotation, DistanceUnits
 * and ElementToIntensityFunction change nothing there; the sign of a spacing turns its axis.
 */
final class MetaRules {
    private static final String WHOLE = "\\d{1,18}";

    private final MetaFields fields;
    private final List<Fault> faults = new ArrayList<>();
    private boolean unreadable;
    private boolean isPlaced;

    MetaRules(MetaFields fields) {
        this.fields = fields;
    }

    DetachableVoxels.Judged judge() {
        Optional<StoredType> type = type();
        Optional<AxisSizes> sizes = sizes();
        boolean single = singleValues();
        Optional<DetachableVoxels.Place> place = place();
        Optional<ItkGeometry> geometry = sizes.flatMap(this::geometry);
        notApplied();
        boolean big = fields.isTrue("BinaryDataByteOrderMSB", "ElementByteOrderMSB");
        Optional<VoxelLayout> layout =
                sizes.flatMap(s -> type.map(t -> new VoxelLayout(s.shape(), s.channels(), t, big)));
        HeaderFindings findings = new HeaderFindings(
                faults,
                layout.filter(l -> single && place.isPresent()),
                sizes.map(AxisSizes::shape),
                geometry.map(ItkGeometry::spacing),
                geometry.filter(g -> isPlaced).map(ItkGeometry::affine));
        return new DetachableVoxels.Judged(findings, place, geometry);
    }

    private Optional<StoredType> type() {
        String text = fields.find("ElementType").orElse("nothing");
        Optional<StoredType> type = Optional.ofNullable(
                switch (text) {
                    case "MET_CHAR", "MET_ASCII_CHAR" -> StoredType.INT8;
                    case "MET_UCHAR" -> StoredType.UINT8;
                    case "MET_SHORT" -> StoredType.INT16;
                    case "MET_USHORT" -> StoredType.UINT16;
                    case "MET_INT", "MET_LONG" -> StoredType.INT32;
                    case "MET_UINT", "MET_ULONG" -> StoredType.UINT32;
                    case "MET_LONG_LONG" -> StoredType.INT64;
                    case "MET_ULONG_LONG" -> StoredType.UINT64;
                    case "MET_FLOAT" -> StoredType.FLOAT32;
                    case "MET_DOUBLE" -> StoredType.FLOAT64;
                    default -> null;
                });
        if (type.isEmpty()) {
            faults.add(Fault.of(
                    FaultCode.DATA_TYPE_NOT_SUPPORTED,
                    "ElementType = " + text,
                    "an integer type of 8 to 64 bits, MET_FLOAT or MET_DOUBLE"));
        }
        return type;
    }

    private Optional<AxisSizes> sizes() {
        List<String> words = fields.words("DimSize").orElse(List.of());
        String dimension = fields.find("NDims").orElse("");
        String seen = "NDims = " + dimension + ", DimSize = " + String.join(" ", words);
        return AxisSizes.of(dimension, words, seen, faults);
    }

    private boolean singleValues() {
        String values = fields.find("ElementNumberOfChannels").orElse("1");
        if (!values.equals("1")) {
            faults.add(Fault.of(
                    FaultCode.VECTOR_VOXELS, "ElementNumberOfChannels = " + values, "one value for each voxel"));
        }
        return values.equals("1");
    }

    private Optional<DetachableVoxels.Place> place() {
        if (fields.find("BinaryData").isPresent() && !fields.isTrue("BinaryData")) {
            faults.add(Fault.of(FaultCode.ENCODING_NOT_SUPPORTED, "BinaryData = False (text)", "BinaryData = True"));
            return Optional.empty();
        }
        String file = fields.find("ElementDataFile").orElse("").replaceFirst("^(\\./)+", "");
        if (file.equals("LIST") || file.startsWith("LIST ") || file.matches(".*\\s\\d+\\s+\\d+.*")) {
            faults.add(Fault.of(
                    FaultCode.ENCODING_NOT_SUPPORTED,
                    "voxels in several files (ElementDataFile = " + file + ")",
                    "voxels in one file"));
            return Optional.empty();
        }
        String skip = fields.find("HeaderSize").orElse("0");
        if (!skip.matches(WHOLE)) {
            faults.add(Fault.of(
                    FaultCode.ENCODING_NOT_SUPPORTED,
                    "HeaderSize = " + skip,
                    "a number from 0: voxels that are counted from the front"));
            return Optional.empty();
        }
        boolean local = file.equals("LOCAL") || file.equals("Local") || file.equals("local");
        return Optional.of(new DetachableVoxels.Place(
                local ? Optional.empty() : Optional.of(file),
                fields.isTrue("CompressedData"),
                0,
                local ? 0 : Long.parseLong(skip)));
    }

    private Optional<ItkGeometry> geometry(AxisSizes sizes) {
        int axes = sizes.axes();
        int spatial = Math.min(3, axes);
        boolean hasSpacing = fields.find("ElementSpacing", "ElementSize").isPresent();
        double[] spacing = numbers(axes, 1, "ElementSpacing", "ElementSize");
        double[] matrix = numbers(axes * axes, Double.NaN, "TransformMatrix", "Rotation", "Orientation");
        double[] offset = numbers(axes, 0, "Offset", "Position", "Origin");
        if (unreadable) {
            return Optional.empty();
        }
        double[][] directions = new double[spatial][spatial];
        for (int axis = 0; axis < spatial; axis++) {
            for (int i = 0; i < spatial; i++) {
                directions[axis][i] = Double.isNaN(matrix[0]) ? (i == axis ? 1 : 0) : matrix[axis * axes + i];
            }
        }
        ItkGeometry geometry =
                ItkGeometry.ofDirections(directions, Arrays.copyOf(spacing, spatial), Arrays.copyOf(offset, spatial));
        if (!GeometryRules.steps("ElementSpacing", geometry.lengths(), faults)) {
            return Optional.empty();
        }
        if (!hasSpacing) {
            faults.add(Fault.of(
                    FaultCode.SPACING_ASSUMED,
                    "neither ElementSpacing nor ElementSize, read as 1 mm",
                    "the size of a voxel"));
        }
        GeometryRules.extent(sizes.shape(), geometry.spacing(), axes == 2, faults);
        isPlaced = GeometryRules.axes(geometry.affine(), spatial, "TransformMatrix", faults);
        return Optional.of(geometry);
    }

    private void notApplied() {
        fields.find("DistanceUnits")
                .filter(u -> !u.equals("mm") && !u.equals("?"))
                .ifPresent(u -> faults.add(Fault.of(
                        FaultCode.UNIT_NOT_APPLIED,
                        "DistanceUnits = " + u + ", read as millimetres as ITK reads them",
                        "lengths in mm")));
        String slope = fields.find("ElementToIntensityFunctionSlope").orElse("1");
        String offset = fields.find("ElementToIntensityFunctionOffset").orElse("0");
        if (!slope.matches("1(\\.0*)?") || !offset.matches("-?0(\\.0*)?")) {
            faults.add(Fault.of(
                    FaultCode.SCALING_NOT_APPLIED,
                    "ElementToIntensityFunctionSlope = " + slope + ", ElementToIntensityFunctionOffset = " + offset,
                    "slope 1 and offset 0"));
        }
    }

    private double[] numbers(int count, double otherwise, String... names) {
        double[] numbers = new double[count];
        Arrays.fill(numbers, otherwise);
        Optional<List<String>> words = fields.words(names);
        if (words.isEmpty()) {
            return numbers;
        }
        try {
            numbers = words.get().stream().mapToDouble(Double::parseDouble).toArray();
        } catch (NumberFormatException e) {
            numbers = new double[0];
        }
        if (numbers.length != count || !Arrays.stream(numbers).allMatch(Double::isFinite)) {
            faults.add(Fault.of(
                    FaultCode.HEADER_MALFORMED,
                    names[0] + " = " + String.join(" ", words.get()),
                    count + " finite numbers"));
            unreadable = true;
        }
        return numbers;
    }
}
