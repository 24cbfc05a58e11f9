package io.nephrite.eval.choice;

import io.nephrite.core.dataset.CaseFiles;
import io.nephrite.core.dataset.CaseFiles.ReplacedException;
import io.nephrite.core.failure.FailureCode;
import io.nephrite.core.failure.PipelineException;
import io.nephrite.core.pipeline.ChoiceFolder;
import io.nephrite.core.pipeline.StoredVersion;
import io.nephrite.imaging.format.ImageHeader;
import io.nephrite.imaging.postprocess.PredictedCases;
import io.nephrite.imaging.read.CaseReader;
import io.nephrite.imaging.volume.LabelVolume;
import java.util.List;

/**
 * Predictions of all validation cases in one folder, and the labels that the user uploaded.
 *
 * @param datasets reader of the users' bucket
 * @param results reader of the services' bucket
 * @param files by case, ascending by id
 * @param ending of the predictions' names
 */
record CollectedCases(
        CaseReader datasets, CaseReader results, List<CaseFiles> files, ChoiceFolder folder, String ending)
        implements PredictedCases {
    CollectedCases {
        files = List.copyOf(files);
    }

    static CollectedCases in(
            ChoiceFolder folder, CaseReader datasets, CaseReader results, StoredVersion version, List<String> cases) {
        return new CollectedCases(
                datasets,
                results,
                cases.stream().map(version::trainingCase).toList(),
                folder,
                version.manifest().predictionEnding());
    }

    @Override
    public int size() {
        return files.size();
    }

    @Override
    public String predictionFile(int i) {
        return fileIn(folder, i);
    }

    /** The key of the case's prediction in another folder. */
    String fileIn(ChoiceFolder other, int i) {
        return other.prediction(files.get(i).caseId(), ending);
    }

    @Override
    public String referenceFile(int i) {
        return files.get(i)
                .label()
                .orElseThrow(() -> new PipelineException(
                        FailureCode.INVALID_CASE, files.get(i).caseId() + ": no label to compare the prediction with"))
                .key();
    }

    @Override
    public LabelVolume prediction(int i) {
        return results.prediction(files.get(i).caseId(), predictionFile(i));
    }

    /** Of the file of a prediction. */
    ImageHeader header(int i) {
        return results.predictionHeader(files.get(i).caseId(), predictionFile(i));
    }

    @Override
    public LabelVolume reference(int i) {
        try {
            return datasets.label(files.get(i)).orElseThrow();
        } catch (ReplacedException e) {
            throw e.of(files.get(i).caseId());
        }
    }
}
