package io.nephrite.learning;

import static org.assertj.core.api.Assertions.assertThat;

import io.nephrite.core.dataset.LabelMap;
import io.nephrite.core.experiment.PredictionSettings;
import io.nephrite.core.plans.ConfigurationPlan;
import io.nephrite.core.plans.Plans;
import io.nephrite.core.plans.PreprocessingParameters;
import io.nephrite.core.store.InMemoryObjectStore;
import io.nephrite.core.store.ObjectStore;
import io.nephrite.imaging.preprocess.CasePreprocessor;
import io.nephrite.imaging.preprocess.PreprocessedCase;
import io.nephrite.imaging.read.ImageFileReader;
import io.nephrite.imaging.volume.ImageVolume;
import io.nephrite.imaging.volume.LabelVolume;
import io.nephrite.learning.checkpoint.Checkpoint;
import io.nephrite.learning.checkpoint.CheckpointStore;
import io.nephrite.learning.device.TorchDevice;
import io.nephrite.learning.model.Model;
import io.nephrite.learning.model.ModelReader;
import io.nephrite.learning.predict.CasePredictor;
import io.nephrite.learning.predict.SlidingWindowPredictor;
import io.nephrite.testkit.SmallReference;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Runs the worked examples in the Javadoc of the five central types. Each method below has the lines of one example, and
 * {@link #areTheLinesOfTheJavadoc} compares them with the source of the type.
 */
class WorkedExamplesTest {
    private static final Path FILE = SmallReference.path("Dataset901_Phantom/imagesTr/phantom_0_0000.nii.gz");

    private static ImageVolume image() throws IOException {
        try (InputStream in = Files.newInputStream(FILE)) {
            return ImageFileReader.readImage(in, FILE.toString()).volume();
        }
    }

    @Test
    void readsAnImage() throws IOException {
        Path file = FILE;
        // example of ImageFileReader
        try (InputStream in = Files.newInputStream(file)) {
            ImageVolume image = ImageFileReader.readImage(in, file.toString()).volume();
            float first = image.voxels()[0]; // of the first channel, at z = y = x = 0
            double slices = image.spacing().z(); // mm between slices
            // end
            assertThat(first).isZero();
            assertThat(slices).isBetween(4.19, 4.21);
        }
    }

    @Test
    void readsPlans() throws IOException {
        Path folder = SmallReference.path("phantom");
        // example of Plans
        Plans plans = Plans.parse(Files.readAllBytes(folder.resolve("nnUNetPlans.json")));
        ConfigurationPlan plan = plans.configuration("3d_fullres");
        int[] patch = plan.patchSize(); // voxels along the axes of the plans
        // end
        assertThat(patch).hasSize(3);
    }

    @Test
    void storesAndFindsAnObject() {
        ObjectStore store = new InMemoryObjectStore();
        // example of ObjectStore
        store.put("notes/first.txt", "text".getBytes(StandardCharsets.UTF_8));
        boolean exists = store.exists("notes/second.txt"); // false
        Optional<byte[]> bytes = store.find("notes/first.txt"); // empty if there is no such object
        // end
        assertThat(exists).isFalse();
        assertThat(bytes.orElseThrow()).asString(StandardCharsets.UTF_8).isEqualTo("text");
    }

    @Test
    void preprocessesACase() throws IOException {
        Plans plans = Plans.parse(Files.readAllBytes(SmallReference.path("phantom/nnUNetPlans.json")));
        ImageVolume image = image();
        // example of CasePreprocessor
        LabelMap labels = LabelMap.of("background", "kidney", "tumor");
        PreprocessingParameters parameters = PreprocessingParameters.of(
                plans, plans.configuration("3d_fullres"), labels.classes(), Optional.empty());
        PreprocessedCase made = new CasePreprocessor(parameters, 2).preprocess("case_00001", image, Optional.empty());
        float[] voxels = made.image(); // normalised, in C order of made.shape(), on the spacing of the plans
        // end
        assertThat(voxels).hasSize(Math.toIntExact(made.shape().voxels()));
    }

    @Test
    void predictsACase() throws IOException {
        Model model = ModelReader.read(
                SmallReference.path("phantom/model/nnUNetTrainer__nnUNetPlansSmall__3d_small"),
                CheckpointStore.Kind.FINAL,
                Optional.empty());
        ConfigurationPlan plan = model.plans().configuration("3d_small");
        LabelMap labels = model.description().labels();
        PreprocessingParameters parameters =
                PreprocessingParameters.of(model.plans(), plan, labels.classes(), Optional.empty());
        Checkpoint checkpoint = model.configurations().get(0).folds().get(0).checkpoint();
        ImageVolume image = image();
        // example of CasePredictor
        CasePredictor predictor = new CasePredictor(plan, parameters, labels, 2);
        try (SlidingWindowPredictor network =
                SlidingWindowPredictor.open(checkpoint, new PredictionSettings(true, 0.5), TorchDevice.CPU, 2)) {
            LabelVolume predicted = predictor.predict(network, "case_00001", image);
            // end
            assertThat(predicted.shape()).isEqualTo(image.shape());
            assertThat(predicted.voxels().int8()).contains((byte) 1, (byte) 2);
        }
    }

    /** Compared without blanks, since the formatter breaks lines of code and not those of Javadoc. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "common/imaging/src/main/java/io/nephrite/imaging/read/ImageFileReader.java",
                "common/core/src/main/java/io/nephrite/core/plans/Plans.java",
                "common/core/src/main/java/io/nephrite/core/store/ObjectStore.java",
                "common/imaging/src/main/java/io/nephrite/imaging/preprocess/CasePreprocessor.java",
                "common/learning/src/main/java/io/nephrite/learning/predict/CasePredictor.java"
            })
    void areTheLinesOfTheJavadoc(String source) throws IOException {
        Path home = SmallReference.path("../../..");
        String type = Path.of(source).getFileName().toString().replace(".java", "");
        String run = between(
                Files.readString(
                        home.resolve("common/learning/src/test/java/io/nephrite/learning/WorkedExamplesTest.java")),
                "// example of " + type + "\n",
                "// end\n");
        String shown = between(Files.readString(home.resolve(source)), "<pre>{@code\n", " * }</pre>")
                .replaceAll("(?m)^ \\* ?", "");

        assertThat(withoutEnd(shown)).isEqualTo(withoutEnd(run));
    }

    /** The closing brace of an example stands behind the assertions that belong to its block. */
    private static String withoutEnd(String lines) {
        return lines.replaceAll("\\s+", "").replaceAll("\\}$", "");
    }

    private static String between(String text, String begin, String end) {
        int from = text.indexOf(begin);
        assertThat(from).as("\"%s\" in the source", begin.strip()).isNotNegative();
        return text.substring(from + begin.length(), text.indexOf(end, from));
    }
}
