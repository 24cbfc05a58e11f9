package io.nephrite.core.housekeeping;

import io.nephrite.core.dataset.CaseFiles;
import io.nephrite.core.experiment.RawResampling;
import io.nephrite.core.pipeline.ObjectKeys;
import io.nephrite.core.pipeline.StoredVersion;
import io.nephrite.core.planning.WorkOrder.ConfigurationWork;
import io.nephrite.core.planning.WorkOrder.FoldWork;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/** What versions need of the objects that they share. Not thread-safe. */
final class Needs {
    private final Set<String> keys = new HashSet<>();
    private final Set<String> trainings = new HashSet<>();

    void add(StoredVersion version) {
        String dataset = version.id().dataset();
        Optional<RawResampling> raw = version.experiment().rawResampling();
        for (CaseFiles files : version.manifest().training()) {
            keys.add(ObjectKeys.check(dataset, files));
            keys.add(ObjectKeys.caseFingerprint(dataset, files, raw));
            keys.add(ObjectKeys.skippedFingerprint(dataset, files, raw));
            keys.add(ObjectKeys.caseForeground(dataset, files, raw));
        }
        version.manifest().test().forEach(files -> keys.add(ObjectKeys.check(dataset, files)));
        if (version.isPlanned()) {
            version.planning().configurations().forEach(c -> add(version, c));
        }
    }

    private void add(StoredVersion version, ConfigurationWork configuration) {
        String dataset = version.id().dataset();
        String parametersId = configuration.parametersId();
        keys.add(ObjectKeys.preprocessingParameters(dataset, parametersId));
        for (CaseFiles files : version.manifest().training()) {
            keys.add(ObjectKeys.properties(dataset, parametersId, files));
            keys.add(ObjectKeys.image(dataset, parametersId, files));
            keys.add(ObjectKeys.segmentation(dataset, parametersId, files));
        }
        configuration.trainings().stream().map(FoldWork::trainingId).forEach(trainings::add);
    }

    /** Whether a shared object of a case, or the parameters of preprocessing, are needed. */
    boolean key(String key) {
        return keys.contains(key);
    }

    /** Whether the result of a training is needed. */
    boolean training(String trainingId) {
        return trainings.contains(trainingId);
    }
}
