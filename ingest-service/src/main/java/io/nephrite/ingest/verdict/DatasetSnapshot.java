package io.nephrite.ingest.verdict;

import io.nephrite.core.dataset.CaseFiles.StoredFile;
import io.nephrite.core.dataset.Goal;
import io.nephrite.core.dataset.description.Description;
import io.nephrite.core.dataset.layout.CaseBook;
import io.nephrite.core.experiment.Experiment;
import io.nephrite.imaging.check.CaseCheck;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Everything that a verdict on a dataset depends on, at one time.
 *
 * @param signature of the files
 * @param files by path
 * @param debris paths of files that operating systems and stores left behind
 * @param book of the files under the description; present where that is
 * @param checks findings of each case whose files are there, by case id; empty where cases cannot be checked
 * @param groups of groups.csv, where that is there
 */
public record DatasetSnapshot(
        String dataset,
        String signature,
        Map<String, StoredFile> files,
        List<String> debris,
        Optional<Description> description,
        Optional<CaseBook> book,
        Map<String, CaseCheck> checks,
        Stated<Experiment> experiment,
        Stated<Goal> goal,
        Stated<Optional<Map<String, String>>> groups) {}
