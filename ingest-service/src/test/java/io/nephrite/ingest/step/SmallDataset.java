package io.nephrite.ingest.step;

import io.nephrite.core.geometry.Affine;
import io.nephrite.core.geometry.Shape3;
import io.nephrite.imaging.format.StoredType;
import io.nephrite.imaging.nifti.NiftiHeader;
import io.nephrite.imaging.nifti.NiftiWriter;
import io.nephrite.imaging.volume.ImageVolume;
import io.nephrite.imaging.volume.LabelVolume;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Random;
import java.util.StringJoiner;
import java.util.TreeMap;

/** Sound datasets of tiny volumes in every layout. */
record SmallDataset(Map<String, byte[]> files) {
    private static final NiftiHeader GRID = grid(0);

    static SmallDataset v2(int cases) {
        SmallDataset data = new SmallDataset(new TreeMap<>());
        for (int i = 0; i < cases; i++) {
            data.files.put("imagesTr/case_" + i + "_0000.nii.gz", image(i));
            data.files.put("labelsTr/case_" + i + ".nii.gz", label());
        }
        data.put("dataset.json", v2Description(cases));
        return data;
    }

    static SmallDataset v1(int cases) {
        SmallDataset data = v2(cases);
        data.files.put("dataset.json", v1Description(cases));
        return data;
    }

    /** Cases for test are those that the challenge has for test. */
    static SmallDataset kits(int training, int test) {
        SmallDataset data = new SmallDataset(new TreeMap<>());
        StringJoiner named = new StringJoiner(",", "[", "]");
        for (int i = 0; i < training + test; i++) {
            String caseId = "case_%05d".formatted(i < training ? i : 210 + i - training);
            data.files.put("data/" + caseId + "/imaging.nii.gz", image(i));
            if (i < training) {
                data.files.put("data/" + caseId + "/segmentation.nii.gz", label());
            }
            named.add("{\"case_id\": \"" + caseId + "\"}");
        }
        data.put("data/kits.json", named.toString());
        return data;
    }

    /** As an archive of the Decathlon is unpacked on another system than it was packed on. */
    static SmallDataset decathlon(int training, int test) {
        SmallDataset data = new SmallDataset(new TreeMap<>());
        StringJoiner listed = new StringJoiner(",", "[", "]");
        StringJoiner tests = new StringJoiner(",", "[", "]");
        for (int i = 0; i < training + test; i++) {
            String file = "brain_%03d.nii.gz".formatted(i);
            String folder = i < training ? "imagesTr/" : "imagesTs/";
            data.files.put(folder + file, image(i, 2));
            data.put(folder + "._" + file, "resource fork");
            if (i < training) {
                data.files.put("labelsTr/" + file, label());
                data.put("labelsTr/._" + file, "resource fork");
                listed.add("{\"image\": \"./imagesTr/%s\", \"label\": \"./labelsTr/%s\"}".formatted(file, file));
            } else {
                tests.add("\"./imagesTs/" + file + "\"");
            }
        }
        data.put("._dataset.json", "resource fork");
        data.put(
                "dataset.json",
                "{\"name\": \"BRATS\", \"tensorImageSize\": \"4D\", \"modality\": {\"0\": \"FLAIR\", \"1\": \"T1w\"},"
                        + " \"labels\": {\"0\": \"background\", \"1\": \"edema\", \"2\": \"tumor\"}, \"numTraining\": "
                        + training + ", \"numTest\": " + test + ", \"training\": " + listed + ", \"test\": " + tests
                        + "}");
        return data;
    }

    static String v2Description(int cases) {
        return "{\"channel_names\": {\"0\": \"CT\"}, \"labels\": {\"background\": 0, \"kidney\": 1, \"tumor\": 2},"
                + " \"numTraining\": " + cases + ", \"file_ending\": \".nii.gz\"}";
    }

    static byte[] v1Description(int cases) {
        StringJoiner training = new StringJoiner(",", "[", "]");
        for (int i = 0; i < cases; i++) {
            training.add("{\"image\": \"./imagesTr/case_%d.nii.gz\", \"label\": \"./labelsTr/case_%d.nii.gz\"}"
                    .formatted(i, i));
        }
        return ("{\"modality\": {\"0\": \"CT\"}, \"labels\": {\"0\": \"background\", \"1\": \"a\", \"2\": \"b\"},"
                        + " \"numTraining\": " + cases + ", \"training\": " + training + ", \"test\": []}")
                .getBytes(StandardCharsets.UTF_8);
    }

    void put(String path, String text) {
        files.put(path, text.getBytes(StandardCharsets.UTF_8));
    }

    void upload(IngestWorld world, String dataset) {
        files.forEach((path, bytes) -> world.upload(dataset + "/" + path, bytes));
    }

    static byte[] image(int seed) {
        return image(seed, 1);
    }

    /** @param channels in one file; the last axis */
    private static byte[] image(int seed, int channels) {
        Random random = new Random(seed);
        float[] voxels = new float[120 * channels];
        for (int i = 0; i < voxels.length; i++) {
            voxels[i] = random.nextInt(1200) - 1000;
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try {
            NiftiWriter.writeImage(out, new ImageVolume(voxels, channels, GRID.shape(), GRID.spacing()), GRID);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    static byte[] label() {
        return label(GRID);
    }

    /** @param mm how far the label lies beside its image */
    static byte[] shiftedLabel(double mm) {
        return label(grid(mm));
    }

    private static NiftiHeader grid(double originMm) {
        return NiftiHeader.of(new Shape3(4, 5, 6), 1, StoredType.INT16, Affine.of(new double[][] {
            {0, 0, -0.75, originMm}, {0, -0.75, 0, 0}, {-3, 0, 0, 0}
        }));
    }

    private static byte[] label(NiftiHeader grid) {
        byte[] voxels = new byte[120];
        voxels[50] = 1;
        voxels[51] = 2;
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try {
            NiftiWriter.writeLabel(out, new LabelVolume(voxels, grid.shape(), grid.spacing()), grid);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }
}
