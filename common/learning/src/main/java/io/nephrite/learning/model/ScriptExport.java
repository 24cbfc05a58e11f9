package io.nephrite.learning.model;

import io.nephrite.core.json.Json;
import io.nephrite.core.model.ModelManifest;
import io.nephrite.core.plans.ConfigurationPlan;
import io.nephrite.learning.checkpoint.Checkpoint;
import io.nephrite.learning.checkpoint.ModelDescription;
import io.nephrite.learning.device.TorchDevice;
import io.nephrite.learning.network.NetworkScript;
import io.nephrite.learning.network.Precision;
import io.nephrite.learning.network.ScriptOptions;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Writes networks as TorchScript archives, which Python opens with {@code torch.jit.load}, and a README that shows it.
 */
public final class ScriptExport {
    private ScriptExport() {}

    /**
     * Writes one archive for each fold.
     *
     * @param folder gets {@code <configuration>_fold_<fold>.pt}, plans, dataset.json and README.md
     * @return the archives
     */
    public static List<Path> write(Model model, Path folder) throws IOException {
        Files.createDirectories(folder);
        List<Path> written = new ArrayList<>();
        for (TrainedConfiguration configuration : model.configurations()) {
            for (TrainedFold fold : configuration.folds()) {
                Checkpoint checkpoint = fold.checkpoint();
                ModelDescription network = checkpoint.model();
                Path file = folder.resolve(configuration.name() + "_fold_" + fold.fold() + ".pt");
                NetworkScript.write(
                        file,
                        network.network(),
                        network.targets(),
                        ScriptOptions.inference(Precision.FP32, TorchDevice.CPU, network.learnedAxes()),
                        checkpoint.byName());
                written.add(file);
            }
        }
        Files.write(folder.resolve(ModelManifest.PLANS), model.plans().bytes());
        Files.write(
                folder.resolve("labels.json"),
                Json.pretty(model.description().labels().toNnunet()));
        Files.writeString(folder.resolve("README.md"), readme(model, written.get(0)), StandardCharsets.UTF_8);
        return written;
    }

    private static String readme(Model model, Path first) throws IOException {
        TrainedConfiguration configuration = model.configurations().get(0);
        ConfigurationPlan plan = model.plans().configuration(configuration.name());
        String patch =
                Arrays.stream(plan.patchSize()).mapToObj(Integer::toString).collect(Collectors.joining(", "));
        // of a network of two dimensions the first slice
        String corner = (plan.dimensions() == 2 ? "0, " : "")
                + Arrays.stream(plan.patchSize()).mapToObj(n -> ":" + n).collect(Collectors.joining(", "));
        return """
                # %s, %s
                Needs Python with torch and numpy. The image is one that is preprocessed as plans.json says (`nephrite
                preprocess`): float32, (channel, z, y, x), spacing %s mm. A patch has %s voxels.

                ```python
                import numpy, torch

                network = torch.jit.load("%s").eval()
                image = torch.from_numpy(numpy.load("case.npy"))[:, %s]  # (channel, patch) of (channel, z, y, x)
                x = torch.zeros(1, image.shape[0], %s)  # what the image lacks stays 0
                x[(0, slice(None), *(slice(0, n) for n in image.shape[1:]))] = image
                with torch.no_grad():
                    logits = network(x)                                # (1, class, patch)
                    mirrored = network.mirrored(x, torch.tensor(1.0))  # mean over all flips, one at a time
                print(logits.argmax(1).unique(return_counts=True))     # labels.json names the classes
                ```
                """.formatted(
                        model.dataset(),
                        configuration.name(),
                        Arrays.toString(plan.spacing()),
                        patch,
                        first.getFileName(),
                        corner,
                        patch);
    }
}
