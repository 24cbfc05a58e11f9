package io.nephrite.bench;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.nephrite.core.json.Json;
import io.nephrite.imaging.phantom.PhantomDataset;
import io.nephrite.imaging.phantom.PhantomSize;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Phantoms as the demo has them in Decathlon layout, with plans of a network a little larger than its own, for where no
 * dataset is given.
 *
 * @param dataset folder
 * @param plans nnUNetPlans.json with configuration {@link #CONFIGURATION}
 */
record PhantomFolder(Path dataset, Path plans) {
    static final String CONFIGURATION = "3d_fullres";

    private static final int CASES = 16;
    private static final long SEED = 1;
    private static final String PLANS = "phantom-plans.json";

    static PhantomFolder write(Path folder) throws IOException {
        Path dataset = folder.resolve("Task901_Phantom");
        PhantomDataset.write(dataset, CASES, SEED, PhantomSize.DEMO);
        ObjectNode description = Json.mapper().createObjectNode().put("name", "Phantom");
        description.putObject("modality").put("0", "CT");
        description
                .putObject("labels")
                .put("0", "background")
                .put("1", "kidney")
                .put("2", "tumor");
        description.put("numTraining", CASES);
        ArrayNode training = description.putArray("training");
        for (int i = 0; i < CASES; i++) {
            String name = "case_%05d".formatted(i);
            Path images = dataset.resolve("imagesTr");
            Files.move(images.resolve(name + "_0000.nii.gz"), images.resolve(name + ".nii.gz"));
            training.addObject()
                    .put("image", "./imagesTr/" + name + ".nii.gz")
                    .put("label", "./labelsTr/" + name + ".nii.gz");
        }
        description.putArray("test");
        Files.write(dataset.resolve("dataset.json"), Json.pretty(description));
        Path plans = folder.resolve(PLANS);
        try (InputStream in = PhantomFolder.class.getResourceAsStream(PLANS)) {
            Files.copy(in, plans);
        }
        return new PhantomFolder(dataset, plans);
    }
}
