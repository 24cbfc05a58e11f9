package io.nephrite.bench;

import io.nephrite.core.experiment.PredictionSettings;
import io.nephrite.core.plans.ConfigurationPlan;
import io.nephrite.core.plans.PreprocessingParameters;
import io.nephrite.imaging.format.ImageHeader;
import io.nephrite.imaging.preprocess.CaseProperties;
import io.nephrite.imaging.preprocess.PreprocessedCase;
import io.nephrite.imaging.read.FileImage;
import io.nephrite.imaging.read.ImageFileReader;
import io.nephrite.imaging.read.LabelFileWriter;
import io.nephrite.imaging.volume.LabelVolume;
import io.nephrite.learning.device.TorchDevice;
import io.nephrite.learning.model.Model;
import io.nephrite.learning.model.TrainedConfiguration;
import io.nephrite.learning.network.Precision;
import io.nephrite.learning.predict.CasePredictor;
import io.nephrite.learning.predict.NetworkInput;
import io.nephrite.learning.predict.SlidingWindowPredictor;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** The steps from a case's file to its label map, with the first configuration and fold of a model. */
final class PredictedCase {
    private final TrainedConfiguration configuration;
    private final CasePredictor predictor;
    private final int threads;

    PredictedCase(Model model, int threads) {
        this.configuration = model.configurations().get(0);
        this.threads = threads;
        ConfigurationPlan plan = model.plans().configuration(configuration.name());
        this.predictor = new CasePredictor(
                plan,
                PreprocessingParameters.of(
                        model.plans(), plan, model.description().labels().classes(), Optional.empty()),
                model.description().labels(),
                threads);
    }

    SlidingWindowPredictor network(boolean mirroring) throws IOException {
        return network(mirroring, Precision.FP32);
    }

    SlidingWindowPredictor network(boolean mirroring, Precision precision) throws IOException {
        return SlidingWindowPredictor.open(
                configuration.folds().get(0).checkpoint(),
                new PredictionSettings(mirroring, 0.5),
                precision,
                TorchDevice.CPU,
                threads);
    }

    /** A case before the network. */
    record Prepared(ImageHeader header, PreprocessedCase made) {
        NetworkInput input() {
            return NetworkInput.of(made.image(), made.shape());
        }

        CaseProperties properties() {
            return made.properties();
        }
    }

    Prepared prepare(Path file) throws IOException {
        FileImage image;
        try (InputStream in = Files.newInputStream(file)) {
            image = ImageFileReader.readImage(in, file.toString());
        }
        return new Prepared(image.header(), predictor.preprocess(caseId(file), image.volume()));
    }

    LabelVolume restore(Prepared prepared, float... logits) {
        return predictor.restore(logits, prepared.properties());
    }

    /** @param folder gets {@code <case>.nii.gz} */
    Void export(Prepared prepared, float[] logits, Path folder) throws IOException {
        LabelVolume labels = restore(prepared, logits);
        Path file = folder.resolve(prepared.properties().caseId() + ".nii.gz");
        try (OutputStream stream = new BufferedOutputStream(Files.newOutputStream(file))) {
            LabelFileWriter.write(stream, labels, prepared.header(), ".nii.gz");
        }
        return null;
    }

    Void predict(SlidingWindowPredictor network, Path file, Path folder) throws IOException {
        Prepared prepared = prepare(file);
        return export(prepared, network.predict(prepared.input(), done -> {}), folder);
    }

    static String caseId(Path file) {
        return file.getFileName().toString().replaceAll("(_0000)?\\.nii\\.gz$", "");
    }
}
