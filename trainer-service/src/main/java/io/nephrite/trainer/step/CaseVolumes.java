package io.nephrite.trainer.step;

import io.nephrite.core.dataset.CaseFiles;
import io.nephrite.core.json.Json;
import io.nephrite.core.pipeline.ObjectKeys;
import io.nephrite.core.store.ObjectStore;
import io.nephrite.imaging.npy.NpyMapping;
import io.nephrite.imaging.preprocess.CaseProperties;
import io.nephrite.learning.sample.TrainingCase;

/** The preprocessed cases of one data identifier, on the local disk. */
final class CaseVolumes {
    private final ObjectStore results;
    private final VolumeCache.Hold hold;
    private final String dataset;
    private final String parametersId;

    CaseVolumes(ObjectStore results, VolumeCache.Hold hold, String dataset, String parametersId) {
        this.results = results;
        this.hold = hold;
        this.dataset = dataset;
        this.parametersId = parametersId;
    }

    CaseProperties properties(CaseFiles files) {
        return Json.read(results.bytes(ObjectKeys.properties(dataset, parametersId, files)), CaseProperties.class);
    }

    NpyMapping image(CaseFiles files, CaseProperties properties) {
        return hold.volume(ObjectKeys.image(dataset, parametersId, files), properties.imageSha256());
    }

    TrainingCase open(CaseFiles files) {
        CaseProperties properties = properties(files);
        NpyMapping segmentation =
                hold.volume(ObjectKeys.segmentation(dataset, parametersId, files), properties.segmentationSha256());
        return TrainingCase.of(files.caseId(), image(files, properties), segmentation, properties);
    }
}
