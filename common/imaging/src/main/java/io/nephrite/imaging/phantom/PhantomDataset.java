package io.nephrite.imaging.phantom;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.nephrite.core.json.Json;
import io.nephrite.imaging.format.StoredType;
import io.nephrite.imaging.nifti.NiftiHeader;
import io.nephrite.imaging.nifti.NiftiWriter;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/**
 * Writes phantoms as a dataset in nnU-Net v2's layout, headers in KiTS19's style: slices along the fastest axis,
 * orientation IPL in the sform, int16 HU, uint8 labels. The same arguments give the same bytes.
 */
public final class PhantomDataset {
    /** Slice thicknesses are dealt out in this order, so that few cases already mix thin and thick. */
    private static final double[] THICKNESS = {0, 1, 0.4, 0.7, 0.15, 0.85, 0.55, 0.3};

    private static final double[] IN_PLANE = {1, 0.94, 1.06, 0.97, 1.03};

    private PhantomDataset() {}

    /**
     * Writes a dataset of phantoms.
     *
     * @param directory is made where it is not there; files of the same names are overwritten. dataset.json is written
     *     last
     */
    public static void write(Path directory, int cases, long seed, PhantomSize size) throws IOException {
        write(directory, cases, 0, seed, size);
    }

    /**
     * As above, with images to test: phantoms of the numbers after the cases, without labels.
     *
     * @param tests their number
     */
    public static void write(Path directory, int cases, int tests, long seed, PhantomSize size) throws IOException {
        Path images = Files.createDirectories(directory.resolve("imagesTr"));
        Path labels = Files.createDirectories(directory.resolve("labelsTr"));
        for (int number = 0; number < cases; number++) {
            PhantomCase phantom = phantom(number, seed, size);
            writeImage(images, phantom);
            writeLabel(labels, phantom);
        }
        for (int number = cases; number < cases + tests; number++) {
            writeImage(Files.createDirectories(directory.resolve("imagesTs")), phantom(number, seed, size));
        }
        Files.write(directory.resolve("dataset.json"), Json.pretty(description(cases)));
    }

    /** One case of the dataset that {@link #write} writes. */
    public static PhantomCase phantom(int number, long seed, PhantomSize size) {
        double thickness = size.thinnestSliceMm()
                + THICKNESS[number % THICKNESS.length] * (size.thickestSliceMm() - size.thinnestSliceMm());
        double inPlane = size.inPlaneMm() * IN_PLANE[number % IN_PLANE.length];
        return new AbdomenPhantom(seed, number)
                .render(String.format(Locale.ROOT, "case_%05d", number), inPlane, thickness);
    }

    private static void writeImage(Path folder, PhantomCase phantom) throws IOException {
        NiftiHeader header = NiftiHeader.of(phantom.image().shape(), 1, StoredType.INT16, phantom.affine());
        Path file = folder.resolve(phantom.caseId() + "_0000.nii.gz");
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file))) {
            NiftiWriter.writeImage(out, phantom.image(), header);
        }
    }

    private static void writeLabel(Path folder, PhantomCase phantom) throws IOException {
        NiftiHeader header = NiftiHeader.of(phantom.label().shape(), 1, StoredType.UINT8, phantom.affine());
        Path file = folder.resolve(phantom.caseId() + ".nii.gz");
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file))) {
            NiftiWriter.writeLabel(out, phantom.label(), header);
        }
    }

    static ObjectNode description(int cases) {
        ObjectNode description = Json.mapper().createObjectNode();
        description.put("name", "AbdomenPhantom");
        description.put("description", "synthetic abdominal CT with kidneys and kidney tumours; no patient's data");
        description.putObject("channel_names").put("0", "CT");
        description.putObject("labels").put("background", 0).put("kidney", 1).put("tumor", 2);
        description.put("numTraining", cases);
        description.put("file_ending", ".nii.gz");
        return description;
    }
}
