package io.nephrite.eval.upload;

import io.nephrite.core.dataset.CaseFiles;
import io.nephrite.core.dataset.CaseFiles.StoredFile;
import io.nephrite.core.dataset.Fault;
import io.nephrite.core.dataset.FileNames;
import io.nephrite.core.dataset.layout.ImageFolder;
import io.nephrite.core.store.ObjectInfo;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Images before they are sent to a model: which cases they make up, by the names that the model's channels need. */
public final class OfferedImages {
    private OfferedImages() {}

    /**
     * What is known before the first byte is sent.
     *
     * @param channels of the model, in order
     * @param cases that have all their channels
     * @param faults of the other files
     * @param files of the cases, which would be sent
     * @param there those for which the store has an object of the same name
     */
    public record Check(
            List<String> channels, List<String> cases, List<Fault> faults, List<String> files, List<FileThere> there) {}

    /**
     * Checks the names of offered images and compares them with the store.
     *
     * @param stored objects below the model's folder, by name
     * @throws IllegalArgumentException where a file's name cannot be one
     */
    public static Check check(List<OfferedFile> offered, List<String> channels, Map<String, ObjectInfo> stored) {
        offered.forEach(file -> requireName(file.path()));
        ImageFolder folder = ImageFolder.of(
                offered.stream()
                        .map(file -> new StoredFile(file.path(), file.size(), ""))
                        .toList(),
                channels);
        List<String> files = folder.cases().stream()
                .flatMap(image -> image.all().stream())
                .map(StoredFile::key)
                .toList();
        return new Check(
                channels,
                folder.cases().stream().map(CaseFiles::caseId).toList(),
                folder.faults(),
                files,
                files.stream()
                        .flatMap(name -> Optional.ofNullable(stored.get(name)).stream()
                                .map(object -> new FileThere(name, object.size(), object.etag())))
                        .toList());
    }

    /**
     * Requires the name of a file directly in a folder.
     *
     * @return the name
     * @throws IllegalArgumentException where it is none of a file directly in a folder
     */
    public static String requireName(String name) {
        if (name == null
                || name.indexOf('/') >= 0
                || !FileNames.isSafePath(name)
                || !FileNames.isSafeDataset(name)
                || FileNames.isDebris(name)
                || !FileNames.mayBelongToDataset(name)) {
            throw new IllegalArgumentException("an image's file needs a name such as case_0000.nii.gz, found "
                    + (name == null ? "none" : FileNames.printable(name)));
        }
        return name;
    }
}
