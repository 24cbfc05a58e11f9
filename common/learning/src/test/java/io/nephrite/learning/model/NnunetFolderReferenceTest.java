package io.nephrite.learning.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.nephrite.core.experiment.Experiment;
import io.nephrite.core.experiment.PredictionSettings;
import io.nephrite.core.experiment.TrainingSettings;
import io.nephrite.core.failure.PipelineException;
import io.nephrite.core.json.Json;
import io.nephrite.core.model.ModelArchive;
import io.nephrite.core.model.ModelManifest;
import io.nephrite.core.model.ModelPlace;
import io.nephrite.core.plans.ConfigurationPlan;
import io.nephrite.core.plans.Plans;
import io.nephrite.core.plans.PreprocessingParameters;
import io.nephrite.imaging.read.ImageFileReader;
import io.nephrite.imaging.volume.ImageVolume;
import io.nephrite.imaging.volume.LabelVolume;
import io.nephrite.learning.checkpoint.Checkpoint;
import io.nephrite.learning.checkpoint.CheckpointStore;
import io.nephrite.learning.checkpoint.ModelDescription;
import io.nephrite.learning.device.TorchDevice;
import io.nephrite.learning.loss.TargetScheme;
import io.nephrite.learning.network.Tensor;
import io.nephrite.learning.network.WeightInitializer;
import io.nephrite.learning.nnunet.NnunetCheckpoint;
import io.nephrite.learning.predict.CasePredictor;
import io.nephrite.learning.predict.SlidingWindowPredictor;
import io.nephrite.testkit.ReferenceSize;
import io.nephrite.testkit.SharedData;
import io.nephrite.testkit.SmallReference;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Reads model folders that nnU-Net 2.8.1 predicts with, and compares with its predictions. */
class NnunetFolderReferenceTest {
    private static final String OWN_NAME = "nnUNetTrainer__nnUNetPlansSmall__3d_small";

    @TempDir
    private Path folder;

    /** A folder of nnU-Net's own trainer. */
    private static Path own(ReferenceSize size) {
        return size.path("phantom/model/" + OWN_NAME, "reference/hippocampus/model/" + OWN_NAME);
    }

    /** A folder of somebody else, with the least that nnU-Net's predictor takes. */
    private static Path somebodys(ReferenceSize size) {
        return size.path("phantom/least", "reference/selection/interop/model");
    }

    private static String configuration(ReferenceSize size) {
        return size == ReferenceSize.SMALL ? "3d_small" : "3d_fullres";
    }

    private static String somebodysName(ReferenceSize size) {
        return "nnUNetTrainer__nnUNetPlans__" + configuration(size);
    }

    private static Path somebodysImage(ReferenceSize size) {
        return size.path(
                "Dataset901_Phantom/imagesTr/phantom_0_0000.nii.gz",
                "data/Task04_Hippocampus/imagesTr/hippocampus_001.nii.gz");
    }

    private static Model read(Path place) throws IOException {
        return ModelReader.read(place, CheckpointStore.Kind.FINAL, Optional.empty());
    }

    private static LabelVolume predict(Model model, Path image, boolean mirroring) throws IOException {
        TrainedConfiguration configuration = model.configurations().get(0);
        ConfigurationPlan plan = model.plans().configuration(configuration.name());
        CasePredictor predictor = new CasePredictor(
                plan,
                PreprocessingParameters.of(
                        model.plans(), plan, model.description().labels().classes(), Optional.empty()),
                model.description().labels(),
                2);
        try (SlidingWindowPredictor network = SlidingWindowPredictor.open(
                configuration.folds().get(0).checkpoint(),
                new PredictionSettings(mirroring, 0.5),
                TorchDevice.CPU,
                2)) {
            return predictor.predict(network, image.toString(), image(image));
        }
    }

    private static ImageVolume image(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            return ImageFileReader.readImage(in, file.toString()).volume();
        }
    }

    private static LabelVolume label(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            return ImageFileReader.readLabel(in, file.toString());
        }
    }

    private static long differing(LabelVolume a, LabelVolume b) {
        long differing = 0;
        assertThat(a.shape()).isEqualTo(b.shape());
        for (int i = 0; i < a.voxels().length(); i++) {
            differing += a.voxels().get(i) == b.voxels().get(i) ? 0 : 1;
        }
        return differing;
    }

    @ParameterizedTest
    @ValueSource(strings = {"024", "038", "039"})
    void predictsFromTheFolderWhatNnunetPredictsForHippocampi(String number) throws IOException {
        Model model = read(own(ReferenceSize.LARGE));

        LabelVolume labels = predict(
                model, SharedData.path("data/Task04_Hippocampus/imagesTr/hippocampus_" + number + ".nii.gz"), true);

        LabelVolume expected = label(
                SharedData.path("reference/hippocampus/model_check/hippocampus_" + number + "_nnunet_pred.nii.gz"));
        assertThat(differing(labels, expected))
                .isLessThanOrEqualTo(labels.voxels().length() / 10_000);
    }

    @ParameterizedTest
    @CsvSource({"phantom_0, true", "phantom_0, false", "phantom_1, true", "phantom_1, false"})
    void predictsFromTheFolderWhatNnunetPredicts(String caseId, boolean mirroring) throws IOException {
        Model model = read(own(ReferenceSize.SMALL));

        LabelVolume labels = predict(
                model, SmallReference.path("Dataset901_Phantom/imagesTr/" + caseId + "_0000.nii.gz"), mirroring);

        LabelVolume expected = label(
                SmallReference.path("phantom/predicted/" + caseId + (mirroring ? "_mirror" : "_nomirror") + ".nii.gz"));
        assertThat(differing(labels, expected)).isZero();
    }

    @ParameterizedTest
    @CsvSource({"SMALL, true", "SMALL, false", "LARGE, true", "LARGE, false"})
    void predictsFromAFolderOfSomebodyElseThatHoldsTheLeastThatNnunetNeeds(ReferenceSize size, boolean mirroring)
            throws IOException {
        Model model = read(somebodys(size));

        LabelVolume labels = predict(model, somebodysImage(size), mirroring);

        LabelVolume expected = label(size.path(
                "phantom/predicted/phantom_0" + (mirroring ? "_mirror" : "_nomirror") + ".nii.gz",
                "reference/selection/interop/hippocampus_001_pred" + (mirroring ? "" : "_nomirror") + ".nii.gz"));
        assertThat(differing(labels, expected))
                .isLessThanOrEqualTo(labels.voxels().length() / 10_000);
    }

    @ParameterizedTest
    @EnumSource
    void writesTheModelForNnunetWithAllNamesOfItsState(ReferenceSize size) throws IOException {
        Model model = read(own(size));

        Path written = NnunetExport.write(model, folder).get(0);

        assertThat(written.getFileName()).hasToString("nnUNetTrainer__nnUNetPlansSmall__3d_small");
        Model again = read(written);
        Map<String, Tensor> before = weights(model);
        Map<String, Tensor> after = weights(again);
        assertThat(after.keySet()).isEqualTo(before.keySet());
        before.forEach((name, tensor) -> assertThat(after.get(name).data()).isEqualTo(tensor.data()));
        assertThat(again.configurations().get(0).folds().get(0).checkpoint().model())
                .isEqualTo(model.configurations()
                        .get(0)
                        .folds()
                        .get(0)
                        .checkpoint()
                        .model());
        assertThat(stateNames(written.resolve("fold_0/checkpoint_final.pth")))
                .containsExactlyInAnyOrderElementsOf(stateNames(own(size).resolve("fold_0/checkpoint_final.pth")));
    }

    private static Map<String, Tensor> weights(Model model) {
        return model.configurations().get(0).folds().get(0).checkpoint().byName();
    }

    private static List<String> stateNames(Path checkpoint) throws IOException {
        return NnunetCheckpoint.read(checkpoint).stateNames();
    }

    @ParameterizedTest
    @EnumSource
    void isReadFromOurOwnFolderAsFromNnunets(ReferenceSize size) throws IOException {
        Model model = read(own(size));

        ModelManifest manifest =
                ModelWriter.write(model, Optional.empty(), Optional.of("CC-BY-SA 4.0"), Optional.empty(), folder);

        Model again = read(folder);
        assertThat(manifest.configurations()).containsExactly(new ModelManifest.Member("3d_small", List.of("0")));
        assertThat(again.dataset()).isEqualTo(model.dataset());
        assertThat(again.plans()).isEqualTo(model.plans());
        Checkpoint before = model.configurations().get(0).folds().get(0).checkpoint();
        Checkpoint after = again.configurations().get(0).folds().get(0).checkpoint();
        assertThat(after.model()).isEqualTo(before.model());
        before.byName()
                .forEach((name, tensor) ->
                        assertThat(after.byName().get(name).data()).isEqualTo(tensor.data()));
        assertThat(ModelManifest.parse(Json.pretty(manifest), "here")).isEqualTo(manifest);
    }

    @ParameterizedTest
    @EnumSource
    void refusesAModelFolderOneOfWhoseFilesWasChanged(ReferenceSize size) throws IOException {
        Model model = read(somebodys(size));
        ModelManifest manifest = ModelWriter.write(model, Optional.empty(), Optional.empty(), Optional.empty(), folder);

        for (String path : manifest.files().keySet()) {
            byte[] whole = Files.readAllBytes(folder.resolve(path));
            byte[] changed = whole.clone();
            changed[changed.length - 2] ^= 1;
            Files.write(folder.resolve(path), changed);
            assertThatThrownBy(() -> weights(read(folder)))
                    .as(path)
                    .isInstanceOf(PipelineException.class)
                    .hasMessageContaining("SHA-256");
            Files.write(folder.resolve(path), whole);
        }
        assertThat(weights(read(folder))).isNotEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void tellsOfATrainerThatIsNotNnunetsOwnAndOfAFoldThatIsNotThere(ReferenceSize size) throws IOException {
        Model model = read(somebodys(size));
        assertThat(model.remarks()).isEmpty();
        assertThat(model.configurations().get(0).foldNames()).containsExactly("0");

        assertThatThrownBy(() -> model.configurations().get(0).named(List.of("1")))
                .hasMessageContaining("no trained fold 1")
                .hasMessageContaining("[0]");
        assertThatThrownBy(() -> ModelReader.read(somebodys(size), CheckpointStore.Kind.BEST, Optional.empty()))
                .hasMessageContaining("checkpoint_best.pth");
    }

    @ParameterizedTest
    @EnumSource
    void readsAnArchiveAsNnunetExportsItAndTheFoldThatSawAllCases(ReferenceSize size) throws IOException {
        Path source = somebodys(size);
        Path tree = folder.resolve("Dataset004_Hippocampus/" + somebodysName(size));
        Files.createDirectories(tree.resolve("fold_all"));
        for (String name : List.of("plans.json", "dataset.json")) {
            Files.copy(source.resolve(name), tree.resolve(name));
        }
        Files.copy(source.resolve("fold_0/checkpoint_final.pth"), tree.resolve("fold_all/checkpoint_final.pth"));
        Path archive = folder.resolve("export.zip");
        try (Stream<Path> files = Files.walk(folder)) {
            ModelArchive.pack(
                    folder,
                    files.filter(f -> Files.isRegularFile(f) && !f.equals(archive))
                            .map(f -> folder.relativize(f).toString())
                            .toList(),
                    archive);
        }

        try (ModelPlace place = ModelPlace.open(archive)) {
            Model model = read(place.folder());
            assertThat(model.dataset()).isEqualTo("Dataset004_Hippocampus");
            assertThat(model.configurations().get(0).each())
                    .extracting(TrainedFold::fold)
                    .containsExactly("all");
            assertThat(weights(model)).isNotEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource
    void readsTheBestCheckpointWhereItIsAskedFor(ReferenceSize size) throws IOException {
        Path source = copyOfSomebodys(size, "checkpoint_best.pth");

        Model best = ModelReader.read(source, CheckpointStore.Kind.BEST, Optional.empty());

        Map<String, Tensor> expected = weights(read(somebodys(size)));
        assertThat(weights(best).keySet()).isEqualTo(expected.keySet());
        expected.forEach((name, tensor) ->
                assertThat(weights(best).get(name).data()).as(name).isEqualTo(tensor.data()));
        assertThatThrownBy(() -> read(source)).hasMessageContaining("no fold has a checkpoint_final.pth");
    }

    private Path copyOfSomebodys(ReferenceSize size, String checkpoint) throws IOException {
        Path source = somebodys(size);
        Path copy = folder.resolve(somebodysName(size));
        Files.createDirectories(copy.resolve("fold_0"));
        for (String name : List.of("plans.json", "dataset.json")) {
            Files.copy(source.resolve(name), copy.resolve(name));
        }
        Files.copy(
                source.resolve("fold_0/checkpoint_final.pth"),
                copy.resolve("fold_0").resolve(checkpoint));
        return copy;
    }

    /** The name of a trainer that nnU-Net has not, as long as the name of its own. */
    @ParameterizedTest
    @EnumSource
    void usesWeightsOfAForeignTrainerAndTellsItsName(ReferenceSize size) throws IOException {
        Path copy = copyOfSomebodys(size, "checkpoint_final.pth");
        Path checkpoint = copy.resolve("fold_0/checkpoint_final.pth");
        Path foreign = folder.resolve("foreign.pth");
        try (ZipFile given = new ZipFile(checkpoint.toFile());
                ZipOutputStream changed = new ZipOutputStream(Files.newOutputStream(foreign))) {
            for (ZipEntry entry : Collections.list(given.entries())) {
                byte[] bytes = given.getInputStream(entry).readAllBytes();
                changed.putNextEntry(new ZipEntry(entry.getName()));
                changed.write(
                        entry.getName().endsWith("data.pkl")
                                ? new String(bytes, StandardCharsets.ISO_8859_1)
                                        .replace("nnUNetTrainer", "someoneelse's")
                                        .getBytes(StandardCharsets.ISO_8859_1)
                                : bytes);
                changed.closeEntry();
            }
        }
        Files.move(foreign, checkpoint, StandardCopyOption.REPLACE_EXISTING);

        Model model = read(copy);

        assertThat(model.remarks()).singleElement().asString().contains("someoneelse's");
        Map<String, Tensor> expected = weights(read(somebodys(size)));
        expected.forEach((name, tensor) ->
                assertThat(weights(model).get(name).data()).as(name).isEqualTo(tensor.data()));
    }

    @ParameterizedTest
    @EnumSource
    void writesAndReadsResidualEncoders(ReferenceSize size) throws IOException {
        Model plain = read(somebodys(size));
        ObjectNode document = plain.plans().toJson();
        ObjectNode architecture = (ObjectNode) document.at("/configurations/" + configuration(size) + "/architecture");
        architecture.put("network_class_name", "dynamic_network_architectures.architectures.unet.ResidualEncoderUNet");
        ObjectNode arguments = (ObjectNode) architecture.get("arch_kwargs");
        arguments.remove("n_conv_per_stage");
        arguments.set("n_blocks_per_stage", Json.mapper().valueToTree(new int[] {1, 2, 2}));
        Plans plans = Plans.of(document);
        ModelDescription network = ModelDescription.of(
                plans.configuration(configuration(size)),
                1,
                TargetScheme.of(plain.description().labels()),
                TrainingSettings.DEFAULTS,
                Optional.empty());
        Map<String, Tensor> weights = WeightInitializer.weights(network.network(), 3, "0");
        Checkpoint checkpoint =
                new Checkpoint(network, 0, Json.mapper().createObjectNode(), List.copyOf(weights.values()));
        Model residual = new Model(
                "a test",
                "Dataset004_Hippocampus",
                plans,
                plain.description(),
                Experiment.defaults(),
                List.of(new TrainedConfiguration(configuration(size), List.of(new TrainedFold("0", () -> checkpoint)))),
                Map.of(),
                List.of());

        Model again = read(NnunetExport.write(residual, folder).get(0));

        assertThat(weights(again).keySet()).isEqualTo(weights.keySet());
        weights.forEach((name, tensor) ->
                assertThat(weights(again).get(name).data()).as(name).isEqualTo(tensor.data()));
        Path image = somebodysImage(size);
        assertThat(differing(predict(again, image, false), predict(residual, image, false)))
                .isZero();
    }
}
