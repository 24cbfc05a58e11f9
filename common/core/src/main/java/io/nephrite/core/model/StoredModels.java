package io.nephrite.core.model;

import io.nephrite.core.failure.FailureCode;
import io.nephrite.core.failure.PipelineException;
import io.nephrite.core.json.ContentHash;
import io.nephrite.core.json.Json;
import io.nephrite.core.model.ModelManifest.ModelFile;
import io.nephrite.core.pipeline.ObjectKeys;
import io.nephrite.core.store.Content;
import io.nephrite.core.store.ObjectInfo;
import io.nephrite.core.store.ObjectStore;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The models in bucket {@code nephrite}: {@code _models/<dataset>/<id>/} with the files of a model folder. A model is
 * never changed; its manifest is written last, so what has one is whole. Names point to models: {@code latest} to the
 * newest, others to what the user says.
 */
public final class StoredModels {
    public static final String LATEST = "latest";

    private static final String ALIAS = "[A-Za-z][A-Za-z0-9._-]{0,63}";
    private static final String ID = "[0-9a-f]{16}";

    private final ObjectStore store;

    /**
     * Makes a view of the models in a store.
     *
     * @param store bucket {@code nephrite}
     */
    public StoredModels(ObjectStore store) {
        this.store = store;
    }

    /**
     * A model with the names that point to it.
     *
     * @param id of its content
     */
    public record Entry(String id, List<String> aliases, ModelManifest manifest) {
        public Entry {
            aliases = List.copyOf(aliases);
        }
    }

    /**
     * A model whose manifest cannot be read.
     *
     * @param problem what is wrong with it, and what to do
     */
    public record Broken(String dataset, String id, List<String> aliases, String problem) {
        public Broken {
            aliases = List.copyOf(aliases);
        }
    }

    /**
     * What is there of models, each by dataset, then by id.
     *
     * @param entries those whose manifest can be read
     * @param broken all others
     */
    public record Listing(List<Entry> entries, List<Broken> broken) {
        public Listing {
            entries = List.copyOf(entries);
            broken = List.copyOf(broken);
        }
    }

    /** All models; one that is broken hides no other. */
    public Listing list() {
        List<Entry> entries = new ArrayList<>();
        List<Broken> broken = new ArrayList<>();
        for (String dataset : store.folders(ObjectKeys.models())) {
            Map<String, List<String>> names = new TreeMap<>();
            aliases(dataset)
                    .forEach((alias, id) ->
                            names.computeIfAbsent(id, i -> new ArrayList<>()).add(alias));
            for (String id : store.folders(ObjectKeys.models(dataset))) {
                Optional<byte[]> json = store.find(ObjectKeys.modelFile(dataset, id, ModelManifest.FILE));
                if (json.isEmpty()) {
                    continue;
                }
                List<String> aliases = names.getOrDefault(id, List.of());
                try {
                    entries.add(new Entry(id, aliases, ModelManifest.parse(json.get(), dataset + "/" + id)));
                } catch (PipelineException e) {
                    broken.add(new Broken(dataset, id, aliases, String.valueOf(e.getMessage())));
                }
            }
        }
        return new Listing(entries, broken);
    }

    /** Those that have a model. */
    List<String> datasets() {
        return store.folders(ObjectKeys.models());
    }

    private Map<String, String> aliases(String dataset) {
        Map<String, String> aliases = new TreeMap<>();
        String prefix = ObjectKeys.modelAliases(dataset);
        for (ObjectInfo object : store.list(prefix)) {
            store.find(object.key())
                    .ifPresent(id -> aliases.put(
                            ObjectKeys.below(prefix, object.key()).orElseThrow(),
                            new String(id, StandardCharsets.UTF_8)));
        }
        return aliases;
    }

    /**
     * Finds a model by its id or alias.
     *
     * @param name an id, or an alias
     * @return empty where there is no such model
     */
    public Optional<Entry> find(String dataset, String name) {
        if (!mayBeNamed(dataset, name)) {
            return Optional.empty();
        }
        String id = pointedTo(dataset, name);
        return store.find(ObjectKeys.modelFile(dataset, id, ModelManifest.FILE))
                .map(json -> new Entry(id, aliasesOf(dataset, id), ModelManifest.parse(json, dataset + "/" + id)));
    }

    private static boolean mayBeNamed(String dataset, String name) {
        return dataset.matches(ModelManifest.NAME) && (name.matches(ALIAS) || name.matches(ID));
    }

    private String pointedTo(String dataset, String name) {
        return store.find(ObjectKeys.modelAlias(dataset, name))
                .map(bytes -> new String(bytes, StandardCharsets.UTF_8))
                .orElse(name);
    }

    private List<String> aliasesOf(String dataset, String id) {
        return aliases(dataset).entrySet().stream()
                .filter(alias -> alias.getValue().equals(id))
                .map(Map.Entry::getKey)
                .toList();
    }

    /**
     * Puts a model into the store; {@code latest} points to it then.
     *
     * @param folder a model folder
     * @return its entry; where the very model is there already it stays as it is
     * @throws PipelineException {@link FailureCode#INVALID_MODEL} where a file is not what the manifest says
     */
    public Entry put(ObjectStore folder) {
        ModelManifest manifest = manifest(folder);
        String id = manifest.id();
        String document = ObjectKeys.modelFile(manifest.dataset(), id, ModelManifest.FILE);
        if (!store.exists(document)) {
            for (Map.Entry<String, ModelFile> file : manifest.files().entrySet()) {
                verify(folder, file.getKey(), file.getKey(), file.getValue());
                store.put(
                        ObjectKeys.modelFile(manifest.dataset(), id, file.getKey()),
                        Content.of(folder, file.getKey(), file.getValue().bytes()));
            }
            store.putIfAbsent(document, Json.pretty(manifest));
        }
        alias(manifest.dataset(), LATEST, id);
        return find(manifest.dataset(), id).orElseThrow();
    }

    private static ModelManifest manifest(ObjectStore folder) {
        return ModelManifest.parse(
                folder.find(ModelManifest.FILE)
                        .orElseThrow(() -> new PipelineException(
                                FailureCode.INVALID_MODEL,
                                "found no " + ModelManifest.FILE + "; expected a model folder, as `models export` or"
                                        + " `models import` makes it")),
                ModelManifest.FILE);
    }

    /**
     * Copies a model out of the store, and checks every byte.
     *
     * @throws PipelineException {@link FailureCode#INVALID_MODEL} where an object is not what the manifest says
     */
    public void fetch(Entry model, ObjectStore folder) {
        String dataset = model.manifest().dataset();
        for (Map.Entry<String, ModelFile> file : model.manifest().files().entrySet()) {
            String key = ObjectKeys.modelFile(dataset, model.id(), file.getKey());
            folder.put(file.getKey(), Content.of(store, key, file.getValue().bytes()));
            verify(folder, file.getKey(), key, file.getValue());
        }
        folder.put(ModelManifest.FILE, Json.pretty(model.manifest()));
    }

    /**
     * A document of a model, checked against its hash.
     *
     * @param path inside the model's folder
     * @throws PipelineException {@link FailureCode#INVALID_MODEL} where the model has no such file, or another one lies
     *     there
     */
    public byte[] document(Entry model, String path) {
        String key = ObjectKeys.modelFile(model.manifest().dataset(), model.id(), path);
        ModelFile expected = model.manifest().files().get(path);
        if (expected == null) {
            throw new PipelineException(
                    FailureCode.INVALID_MODEL,
                    key + ": " + ModelManifest.FILE + " says nothing of this file; import the model again");
        }
        byte[] bytes = store.find(key)
                .orElseThrow(() ->
                        new PipelineException(FailureCode.INVALID_MODEL, key + " is missing; import the model again"));
        String found = HexFormat.of().formatHex(ContentHash.sha256().digest(bytes));
        if (!found.equals(expected.sha256())) {
            throw new PipelineException(
                    FailureCode.INVALID_MODEL,
                    key + ": SHA-256 is " + found + ", " + ModelManifest.FILE + " says " + expected.sha256()
                            + "; import the model again");
        }
        return bytes;
    }

    /** The same; empty where the model has no such file. */
    public Optional<byte[]> findDocument(Entry model, String path) {
        return model.manifest().files().containsKey(path) ? Optional.of(document(model, path)) : Optional.empty();
    }

    /**
     * Removes a model and the names that point to it, also one that is broken.
     *
     * @param name an id, or an alias
     * @return its id; empty where there is no such model
     */
    public Optional<String> delete(String dataset, String name) {
        if (!mayBeNamed(dataset, name)) {
            return Optional.empty();
        }
        String id = pointedTo(dataset, name);
        String manifest = ObjectKeys.modelFile(dataset, id, ModelManifest.FILE);
        if (!store.exists(manifest)) {
            return Optional.empty();
        }
        aliasesOf(dataset, id).forEach(alias -> store.delete(ObjectKeys.modelAlias(dataset, alias)));
        // without its manifest it is no model any more, whatever becomes of the rest
        store.delete(manifest);
        store.list(ObjectKeys.model(dataset, id)).forEach(object -> store.delete(object.key()));
        return Optional.of(id);
    }

    /**
     * Lets a name point to a model.
     *
     * @throws PipelineException {@link FailureCode#INVALID_MODEL} where the name cannot be one, or looks like an id
     */
    public void alias(String dataset, String alias, String id) {
        if (!alias.matches(ALIAS) || alias.matches(ID)) {
            throw new PipelineException(
                    FailureCode.INVALID_MODEL,
                    "found the name \"" + alias
                            + "\" for a model; expected a letter, then letters, digits, dots, hyphens"
                            + " and underscores, and not 16 digits as ids have them");
        }
        store.put(ObjectKeys.modelAlias(dataset, alias), id.getBytes(StandardCharsets.UTF_8));
    }

    private static void verify(ObjectStore folder, String key, String said, ModelFile expected) {
        MessageDigest digest = ContentHash.sha256();
        byte[] piece = new byte[1 << 16];
        long bytes = 0;
        try (InputStream in = folder.get(key)) {
            for (int n = in.read(piece); n >= 0; n = in.read(piece)) {
                digest.update(piece, 0, n);
                bytes += n;
            }
        } catch (ObjectStore.NoSuchObjectException e) {
            throw new PipelineException(
                    FailureCode.INVALID_MODEL, said + " is missing; get the model again from where it was made", e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        String found = HexFormat.of().formatHex(digest.digest());
        if (bytes != expected.bytes() || !found.equals(expected.sha256())) {
            throw new PipelineException(
                    FailureCode.INVALID_MODEL,
                    "%s: found %d bytes with SHA-256 %s, expected %d bytes with %s; get the model again from where it was made"
                            .formatted(said, bytes, found, expected.bytes(), expected.sha256()));
        }
    }
}
