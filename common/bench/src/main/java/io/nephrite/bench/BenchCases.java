package io.nephrite.bench;

import com.fasterxml.jackson.databind.JsonNode;
import io.nephrite.core.dataset.LabelMap;
import io.nephrite.core.json.Json;
import io.nephrite.core.plans.PreprocessingParameters;
import io.nephrite.imaging.preprocess.CasePreprocessor;
import io.nephrite.imaging.preprocess.PreprocessedCase;
import io.nephrite.imaging.read.ImageFileReader;
import io.nephrite.imaging.volume.LabelVolume;
import io.nephrite.learning.sample.TrainingCase;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.StreamSupport;

/** Cases of a dataset folder in Decathlon layout, one channel, preprocessed into memory. */
final class BenchCases {
    private BenchCases() {}

    static LabelMap labels(Path dataset) throws IOException {
        JsonNode labels =
                Json.tree(Files.readAllBytes(dataset.resolve("dataset.json"))).path("labels");
        return LabelMap.of(StreamSupport.stream(labels.spliterator(), false)
                .map(JsonNode::asText)
                .toArray(String[]::new));
    }

    static List<PreprocessedCase> preprocess(
            Path dataset, PreprocessingParameters parameters, List<String> caseIds, int threads) throws IOException {
        CasePreprocessor preprocessor = new CasePreprocessor(parameters, threads);
        List<PreprocessedCase> cases = new ArrayList<>();
        for (String caseId : caseIds) {
            Path file = dataset.resolve("imagesTr/" + caseId + ".nii.gz");
            try (InputStream image = Files.newInputStream(file)) {
                cases.add(preprocessor.preprocess(
                        caseId,
                        ImageFileReader.readImage(image, file.toString()).volume(),
                        Optional.of(label(dataset, caseId))));
            }
        }
        return cases;
    }

    static LabelVolume label(Path dataset, String caseId) throws IOException {
        Path file = dataset.resolve("labelsTr/" + caseId + ".nii.gz");
        try (InputStream in = Files.newInputStream(file)) {
            return ImageFileReader.readLabel(in, file.toString());
        }
    }

    static List<TrainingCase> trainingCases(List<PreprocessedCase> preprocessed) {
        return preprocessed.stream()
                .map(c -> TrainingCase.inMemory(
                        c.properties().caseId(),
                        c.image(),
                        c.segmentation(),
                        c.shape(),
                        c.properties().classLocations()))
                .toList();
    }
}
