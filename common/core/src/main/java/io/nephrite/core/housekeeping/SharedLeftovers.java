package io.nephrite.core.housekeeping;

import io.nephrite.core.model.ModelManifest;
import io.nephrite.core.model.StoredModels;
import io.nephrite.core.pipeline.ChosenModel;
import io.nephrite.core.pipeline.JobFolder;
import io.nephrite.core.pipeline.ObjectKeys;
import io.nephrite.core.store.ObjectInfo;
import io.nephrite.core.store.ObjectStore;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** What nothing needs of jobs, models, and predictions of images, which lie below no dataset's folder. */
final class SharedLeftovers {
    private final ObjectStore results;
    private final Instant before;
    private final List<Leftover> found = new ArrayList<>();

    private SharedLeftovers(ObjectStore results, Instant before) {
        this.results = results;
        this.before = before;
    }

    /** @param before what was written later is left alone */
    static List<Leftover> of(ObjectStore results, Instant before) {
        SharedLeftovers reading = new SharedLeftovers(results, before);
        results.folders(ObjectKeys.jobs()).forEach(queue -> reading.jobs(JobFolder.of(queue)));
        results.folders(ObjectKeys.models()).forEach(reading::models);
        reading.predictions();
        return List.copyOf(reading.found);
    }

    private void jobs(JobFolder queue) {
        // a job is written before its claims, so whatever is listed afterwards belongs to one of these, or to none
        List<ObjectInfo> claims = results.list(queue.claims());
        List<ObjectInfo> controls = results.list(queue.controls());
        Set<String> open = results.list(queue.open()).stream()
                .map(job -> queue.jobId(job.key()))
                .collect(Collectors.toSet());
        claims.stream()
                .filter(claim -> !open.contains(queue.jobOfClaim(claim.key())))
                .forEach(claim -> add(LeftoverKind.TEMPORARY, claim));
        controls.stream()
                .filter(wish -> !open.contains(queue.jobId(wish.key())))
                .forEach(wish -> add(LeftoverKind.TEMPORARY, wish));
        results.list(queue.clocks()).forEach(clock -> add(LeftoverKind.TEMPORARY, clock));
    }

    /** A model has its manifest from the last write on, and until the first deletion. */
    private void models(String dataset) {
        Set<String> whole = new HashSet<>();
        String aliases = ObjectKeys.modelAliases(dataset);
        for (String id : results.folders(ObjectKeys.models(dataset))) {
            String folder = ObjectKeys.model(dataset, id);
            if (folder.equals(aliases)) {
                continue;
            }
            if (results.exists(ObjectKeys.modelFile(dataset, id, ModelManifest.FILE))) {
                whole.add(id);
                continue;
            }
            List<ObjectInfo> files = results.list(folder);
            if (files.stream().allMatch(file -> file.lastModified().isBefore(before))) {
                files.forEach(file -> add(LeftoverKind.TEMPORARY, file));
            }
        }
        for (ObjectInfo alias : results.list(aliases)) {
            results.find(alias.key())
                    .map(id -> new String(id, StandardCharsets.UTF_8))
                    .filter(id -> !whole.contains(id))
                    .ifPresent(id -> add(LeftoverKind.ORPHAN, alias));
        }
    }

    /** Predictions stay as long as their model does: the version that chose it, the dataset, or the model of the store. */
    private void predictions() {
        Map<String, Boolean> known = new HashMap<>();
        StoredModels.Listing models = new StoredModels(results).list();
        Set<String> stored = new HashSet<>();
        models.entries().forEach(model -> addNames(stored, model.manifest().dataset(), model.id(), model.aliases()));
        models.broken().forEach(model -> addNames(stored, model.dataset(), model.id(), model.aliases()));
        for (String model : results.folders(ObjectKeys.imagePredictions())) {
            boolean isKnown = known.computeIfAbsent(
                    model,
                    name -> stored.stream().anyMatch(s -> s.equals(name) || s.endsWith("." + name))
                            || isOfVersion(name));
            if (!isKnown) {
                results.list(ObjectKeys.imagePredictions(model)).forEach(file -> add(LeftoverKind.ORPHAN, file));
            }
        }
    }

    private static void addNames(Set<String> names, String dataset, String id, List<String> aliases) {
        names.add(dataset + "." + id);
        aliases.forEach(alias -> names.add(dataset + "." + alias));
    }

    private boolean isOfVersion(String model) {
        return ChosenModel.versionOf(model)
                        .filter(version -> results.exists(ObjectKeys.manifest(version)))
                        .isPresent()
                || results.exists(ObjectKeys.current(model));
    }

    private void add(LeftoverKind kind, ObjectInfo object) {
        if (object.lastModified().isBefore(before)) {
            found.add(new Leftover(kind, object));
        }
    }
}
