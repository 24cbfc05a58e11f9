package io.nephrite.imaging.nrrd;

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
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What a NRRD header must fulfil, and how ITK understands it.
 *
 * <p>Reference: itkNrrdImageIO and teem's nrrdSpacingCalculate, nrrdOriginCalculate; units are not applied there.
 */
final class NrrdRules {
    private static final Set<String> DOMAIN = Set.of("domain", "space", "time", "???", "none");
    private static final Pattern VECTOR = Pattern.compile("none|\\(([^)]*)\\)");
    private static final String WHOLE = "\\d{1,18}";

    private final NrrdFields fields;
    private final List<Fault> faults = new ArrayList<>();
    /** Whether a number could not be read; a fault says which. */
    private boolean unreadable;

    private boolean isPlaced;

    NrrdRules(NrrdFields fields) {
        this.fields = fields;
    }

    /** Collects what the header says and what is odd about it. {@link NrrdHeader#of} makes a header from the result. */
    DetachableVoxels.Judged judge() {
        Optional<StoredType> type = type();
        Optional<AxisSizes> sizes = sizes();
        Optional<DetachableVoxels.Place> place = place();
        boolean order = order(type);
        sizes.ifPresent(this::channelAxis);
        Optional<ItkGeometry> geometry = sizes.flatMap(this::geometry);
        Optional<VoxelLayout> layout =
                sizes.flatMap(s -> type.map(t -> new VoxelLayout(s.shape(), s.channels(), t, big())));
        boolean readable = place.isPresent() && order && !isVector();
        HeaderFindings findings = new HeaderFindings(
                faults,
                layout.filter(l -> readable),
                sizes.map(AxisSizes::shape),
                geometry.map(ItkGeometry::spacing),
                geometry.filter(g -> isPlaced).map(ItkGeometry::affine));
        return new DetachableVoxels.Judged(findings, place, geometry);
    }

    private Optional<StoredType> type() {
        String text = fields.find("type").orElse("");
        Optional<StoredType> type = Optional.ofNullable(
                switch (text.toLowerCase(Locale.ROOT)) {
                    case "signed char", "int8", "int8_t" -> StoredType.INT8;
                    case "uchar", "unsigned char", "uint8", "uint8_t" -> StoredType.UINT8;
                    case "short", "short int", "signed short", "signed short int", "int16", "int16_t" ->
                        StoredType.INT16;
                    case "ushort", "unsigned short", "unsigned short int", "uint16", "uint16_t" -> StoredType.UINT16;
                    case "int", "signed int", "int32", "int32_t" -> StoredType.INT32;
                    case "uint", "unsigned int", "uint32", "uint32_t" -> StoredType.UINT32;
                    case "longlong",
                            "long long",
                            "long long int",
                            "signed long long",
                            "signed long long int",
                            "int64",
                            "int64_t" -> StoredType.INT64;
                    case "ulonglong", "unsigned long long", "unsigned long long int", "uint64", "uint64_t" ->
                        StoredType.UINT64;
                    case "float" -> StoredType.FLOAT32;
                    case "double" -> StoredType.FLOAT64;
                    default -> null;
                });
        if (type.isEmpty()) {
            faults.add(Fault.of(
                    FaultCode.DATA_TYPE_NOT_SUPPORTED,
                    "type: " + (text.isEmpty() ? "nothing" : text),
                    "an integer type of 8 to 64 bits, float or double"));
        }
        return type;
    }

    private Optional<AxisSizes> sizes() {
        List<String> words = fields.words("sizes").orElse(List.of());
        String dimension = fields.find("dimension").orElse("");
        String seen = "dimension: " + dimension + ", sizes: " + String.join(" ", words);
        return AxisSizes.of(dimension, words, seen, faults);
    }

    private boolean big() {
        return fields.find("endian")
                .filter(e -> e.toLowerCase(Locale.ROOT).equals("big"))
                .isPresent();
    }

    private boolean order(Optional<StoredType> type) {
        String endian = fields.find("endian").orElse("").toLowerCase(Locale.ROOT);
        if (type.filter(t -> t.bytes() > 1).isPresent() && !endian.equals("big") && !endian.equals("little")) {
            faults.add(Fault.of(FaultCode.HEADER_MALFORMED, "endian: " + endian, "endian: little or endian: big"));
            return false;
        }
        return true;
    }

    private Optional<DetachableVoxels.Place> place() {
        String encoding = fields.find("encoding").orElse("").toLowerCase(Locale.ROOT);
        boolean gzip = encoding.equals("gzip") || encoding.equals("gz");
        if (!gzip && !encoding.equals("raw")) {
            faults.add(Fault.of(
                    FaultCode.ENCODING_NOT_SUPPORTED,
                    "encoding: " + (encoding.isEmpty() ? "nothing" : encoding),
                    "encoding: raw or encoding: gzip"));
            return Optional.empty();
        }
        Optional<String> file = fields.find("data file");
        String name = file.map(f -> f.replaceFirst("^(\\./)+", "")).orElse("");
        if (fields.isListed() || name.matches(".*\\s\\d+\\s+\\d+.*")) {
            faults.add(Fault.of(
                    FaultCode.ENCODING_NOT_SUPPORTED, "voxels in several files (data file)", "voxels in one file"));
            return Optional.empty();
        }
        String lines = fields.find("line skip").orElse("0");
        String bytes = fields.find("byte skip").orElse("0");
        if (!lines.matches("\\d{1,6}") || !bytes.matches(WHOLE)) {
            faults.add(Fault.of(
                    FaultCode.ENCODING_NOT_SUPPORTED,
                    "line skip: " + lines + ", byte skip: " + bytes,
                    "numbers from 0: voxels that are counted from the front"));
            return Optional.empty();
        }
        return Optional.of(
                new DetachableVoxels.Place(file.map(f -> name), gzip, Integer.parseInt(lines), Long.parseLong(bytes)));
    }

    private boolean isVector() {
        return fields.words("kinds").orElse(List.of()).stream()
                .anyMatch(k -> !DOMAIN.contains(k.toLowerCase(Locale.ROOT)));
    }

    private void channelAxis(AxisSizes sizes) {
        if (isVector()) {
            faults.add(Fault.of(
                    FaultCode.VECTOR_VOXELS,
                    "kinds: " + fields.find("kinds").orElse("") + ", with sizes " + sizes,
                    "one value for each voxel: axes of the kinds domain or space alone"));
        }
    }

    private Optional<ItkGeometry> geometry(AxisSizes sizes) {
        if (isVector()) {
            return Optional.empty();
        }
        int axes = sizes.axes();
        Optional<String> space = fields.find("space").or(() -> fields.find("space dimension"));
        Optional<List<double[]>> directions = vectors("space directions");
        double[] spacings = numbers("spacings", axes);
        if (unreadable) {
            return Optional.empty();
        }
        if (directions.isPresent() && (directions.get().size() != axes || spaceDimension(directions.get()) != axes)) {
            faults.add(Fault.of(
                            FaultCode.HEADER_MALFORMED,
                            "space directions: "
                                    + fields.find("space directions").orElse("") + " for " + axes + " axes",
                            "as many directions of as many components as there are axes, as ITK reads them")
                    .mendedBy("write x, y and z alone, and one file for each channel"));
            return Optional.empty();
        }
        if (space.isPresent() && Arrays.stream(spacings).anyMatch(Double::isFinite)) {
            faults.add(Fault.of(
                            FaultCode.HEADER_MALFORMED,
                            "spacings beside space, which ITK refuses",
                            "space directions with space, or spacings without it")
                    .mendedBy("write the header again"));
            return Optional.empty();
        }
        int spatial = Math.min(3, axes);
        double[][] steps = new double[spatial][spatial];
        boolean assumed = false;
        for (int axis = 0; axis < spatial; axis++) {
            Optional<double[]> direction = Optional.ofNullable(
                            directions.isPresent() ? directions.get().get(axis) : null)
                    .filter(d -> d.length == axes);
            if (direction.isPresent()) {
                steps[axis] = Arrays.copyOf(flipped(direction.get()), spatial);
            } else {
                boolean given = !Double.isNaN(spacings[axis]);
                steps[axis][axis] = given ? spacings[axis] : 1;
                assumed |= !given;
            }
        }
        ItkGeometry geometry = ItkGeometry.ofSteps(steps, origin(steps, axes));
        if (unreadable || !GeometryRules.steps("voxel sizes", geometry.lengths(), faults)) {
            return Optional.empty();
        }
        if (assumed) {
            faults.add(Fault.of(
                    FaultCode.SPACING_ASSUMED,
                    "an axis without space directions and without spacings, read as 1 mm",
                    "the size of a voxel"));
        }
        unit();
        GeometryRules.extent(sizes.shape(), geometry.spacing(), axes == 2, faults);
        isPlaced = GeometryRules.axes(geometry.affine(), spatial, "space directions", faults);
        return Optional.of(geometry);
    }

    private void unit() {
        String units = fields.find("space units").or(() -> fields.find("units")).orElse("");
        Set<String> named = Arrays.stream(units.replace("\"", " ").strip().split("\\s+", -1))
                .filter(u -> !Set.of("", "mm", "millimeter", "millimetre", "???", "none")
                        .contains(u))
                .collect(Collectors.toCollection(TreeSet::new));
        if (!named.isEmpty()) {
            faults.add(Fault.of(
                    FaultCode.UNIT_NOT_APPLIED,
                    "lengths in " + String.join(", ", named) + ", read as millimetres as ITK reads them",
                    "lengths in mm"));
        }
    }

    /** @param all axes; the first ones are those of the image */
    private double[] origin(double[][] steps, int all) {
        int axes = steps.length;
        Optional<List<double[]>> given = vectors("space origin");
        if (given.isPresent()) {
            if (given.get().size() != 1 || given.get().get(0).length < axes) {
                malformed("space origin", "one vector of a number for each axis");
                return new double[axes];
            }
            return Arrays.copyOf(flipped(given.get().get(0)), axes);
        }
        double[] mins = numbers("axis mins", all);
        List<String> centers = fields.words("centerings").orElse(List.of());
        double[] origin = new double[axes];
        if (Arrays.stream(mins, 0, axes).noneMatch(Double::isNaN)) {
            for (int axis = 0; axis < axes; axis++) {
                boolean node = axis < centers.size()
                        && centers.get(axis).toLowerCase(Locale.ROOT).equals("node");
                origin[axis] = mins[axis] + (node ? 0 : steps[axis][axis] / 2);
            }
        }
        return origin;
    }

    /** From the file's space to ITK's, left, posterior, superior; another space is taken for that. */
    private double[] flipped(double[] vector) {
        String space = fields.find("space").orElse("").toLowerCase(Locale.ROOT);
        boolean right = space.equals("right-anterior-superior") || space.equals("ras");
        boolean anterior = right || space.equals("left-anterior-superior") || space.equals("las");
        double[] out = vector.clone();
        if (out.length >= 3) {
            out[0] = right ? -out[0] : out[0];
            out[1] = anterior ? -out[1] : out[1];
        }
        return out;
    }

    /** Vectors as {@code (1,0,0) none (0,0,2)}, of which {@code none} has no components. */
    private Optional<List<double[]>> vectors(String name) {
        if (fields.find(name).isEmpty()) {
            return Optional.empty();
        }
        List<double[]> vectors = new ArrayList<>();
        Matcher matcher = VECTOR.matcher(fields.find(name).get());
        while (matcher.find()) {
            vectors.add(
                    matcher.group(1) == null
                            ? new double[0]
                            : Arrays.stream(matcher.group(1).split(",", -1))
                                    .mapToDouble(n -> number(name, n))
                                    .toArray());
        }
        return Optional.of(vectors);
    }

    /** Components of the longest. */
    private static int spaceDimension(List<double[]> vectors) {
        return vectors.stream().mapToInt(v -> v.length).max().orElse(0);
    }

    private double[] numbers(String name, int count) {
        double[] numbers = new double[count];
        Arrays.fill(numbers, Double.NaN);
        Optional<List<String>> words = fields.words(name);
        if (words.isPresent() && words.get().size() != count) {
            malformed(name, "a number for each of the " + count + " axes");
            return numbers;
        }
        for (int i = 0; words.isPresent() && i < count; i++) {
            numbers[i] = number(name, words.get().get(i));
        }
        return numbers;
    }

    private void malformed(String name, String expected) {
        faults.add(Fault.of(
                FaultCode.HEADER_MALFORMED, name + ": " + fields.find(name).orElse(""), expected));
        unreadable = true;
    }

    /** NaN, which stands for what is not known, is a number; text is none. */
    private double number(String name, String text) {
        String clean = text.strip().toLowerCase(Locale.ROOT);
        if (clean.equals("nan")) {
            return Double.NaN;
        }
        try {
            return Double.parseDouble(clean);
        } catch (NumberFormatException e) {
            if (!unreadable) {
                faults.add(Fault.of(FaultCode.HEADER_MALFORMED, name + ": " + text, "numbers"));
            }
            unreadable = true;
            return Double.NaN;
        }
    }
}
