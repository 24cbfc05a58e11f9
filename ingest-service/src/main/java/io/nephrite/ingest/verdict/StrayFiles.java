package io.nephrite.ingest.verdict;

import io.nephrite.core.dataset.CaseFiles.StoredFile;
import io.nephrite.core.dataset.CaseGroups;
import io.nephrite.core.dataset.Fault;
import io.nephrite.core.dataset.FaultCode;
import io.nephrite.core.dataset.FileNames;
import io.nephrite.core.dataset.ImageFormat;
import io.nephrite.core.dataset.IngestReport.LeftAlone;
import io.nephrite.core.dataset.PlansChoice;
import io.nephrite.core.dataset.description.DescriptionReader;
import io.nephrite.core.dataset.layout.CaseBook;
import io.nephrite.core.experiment.Experiment;
import io.nephrite.core.pipeline.ObjectKeys;
import io.nephrite.core.text.NearestName;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What becomes of the files that make up no case: each is a document that is used, is known and left alone, or is named
 * with the name or format under which it would be used.
 */
public final class StrayFiles {
    private static final List<String> DOCUMENTS = List.of(
            DescriptionReader.DATASET_JSON,
            DescriptionReader.KITS_JSON,
            Experiment.FILE,
            ObjectKeys.GOAL_FILE,
            CaseGroups.FILE,
            ObjectKeys.PLANS_FILE,
            ObjectKeys.SPLITS_FILE);

    /** Folders of images: whatever lies there was meant for one. */
    private static final Pattern IMAGE_FOLDER = Pattern.compile("(?i)(.*/)?(images?|labels?)(tr|ts)/[^/]*");

    /** Formats of images and archives that nothing here reads. */
    private static final Pattern OTHER_FORMAT = Pattern.compile(
            "(?i).*\\.(dcm|dicom|ima|hdr|img|img\\.gz|mgh|mgz|mnc|gipl|gipl\\.gz|vti|vtk|npy|npz|h5|hdf5|mat|b2nd|jpe?g|gif"
                    + "|webp|svs|ndpi|czi|lif|stl|nii\\.zip|nii\\.bz2|nii\\.xz|nii\\.zst|zip|7z|rar|tar|tar\\.gz|tgz)");

    private static final Pattern DOCUMENT =
            Pattern.compile("(?i)(.+?)\\.(json|jsonc|json5|json\\.txt|csv|csv\\.txt|txt|tsv|xlsx?|ya?ml)");
    /** Documents that hold data and no notes. */
    private static final Pattern TABLE = Pattern.compile("(?i).+\\.(json|jsonc|json5|csv|tsv|xlsx?|ya?ml)");
    /** What the names of documents are about, whatever else they say. */
    private static final Map<String, String> TOPICS = new TreeMap<>(
            Map.of("split", ObjectKeys.SPLITS_FILE, "experiment", Experiment.FILE, "plans", ObjectKeys.PLANS_FILE));
    /** What editors, browsers and backups add to a name. */
    private static final Pattern COPY =
            Pattern.compile("(?i)( \\(\\d+\\)|[ _-]+(copy|kopie))(?=\\.)|(\\.bak|\\.orig|\\.old|~)$");

    /** What converters write beside images. */
    private static final Pattern SIDECAR =
            Pattern.compile("(?i).*\\.(json|txt|csv|tsv|xml|ya?ml|md|bvals?|bvecs?|log)");

    private static final Pattern PICKLE = Pattern.compile("(?i)(.*)\\.(pkl|pickle)");
    private static final Pattern WRITTEN_BY_NNUNET = Pattern.compile(
            "(dataset_fingerprint|dataset_properties|intensityproperties|summary|debug|postprocessing)\\.(json|pkl)");

    private final Map<String, StoredFile> files;
    private final Optional<CaseBook> book;
    private final PlansChoice plans;
    private final List<Fault> faults = new ArrayList<>();
    private final List<LeftAlone> leftAlone = new ArrayList<>();

    private StrayFiles(Map<String, StoredFile> files, Optional<CaseBook> book, PlansChoice plans) {
        this.files = files;
        this.book = book;
        this.plans = plans;
    }

    /**
     * Sorts the files that belong to no case.
     *
     * @param files of the dataset, by path; debris is not among them
     * @param plans which of the files are the plans; what is wrong with that is said there
     */
    public static StrayFiles of(Map<String, StoredFile> files, Optional<CaseBook> book, PlansChoice plans) {
        StrayFiles strays = new StrayFiles(files, book, plans);
        (book.isPresent() ? book.get().strays() : files.keySet()).forEach(strays::judge);
        return strays;
    }

    /** With files that operating systems and stores left behind. */
    StrayFiles beside(List<String> debris) {
        debris.forEach(path -> leave(path, "left behind by an operating system or a store"));
        return this;
    }

    /** Warnings that name files. Images that belong to no case are among the faults of the book. */
    public List<Fault> faults() {
        return List.copyOf(faults);
    }

    /** What is most probably meant for a file that is awaited. */
    public Optional<Fault> nearest() {
        return faults.stream()
                .filter(f -> DescriptionReader.PLACES.stream().anyMatch(f.expected()::contains))
                .findFirst()
                .or(() -> book.stream()
                        .flatMap(b -> b.strays().stream()
                                .filter(path -> !FileNames.ending(path).isEmpty())
                                .flatMap(path -> b.expectation(path).stream()
                                        .map(e -> Fault.of(FaultCode.FILE_NOT_LISTED, "an image of no case", e)
                                                .in(path))))
                        .findFirst())
                .or(() -> faults.stream().findFirst());
    }

    public List<LeftAlone> leftAlone() {
        return List.copyOf(leftAlone);
    }

    private void judge(String path) {
        String name = path.substring(path.lastIndexOf('/') + 1);
        boolean isOnTop = name.equals(path);
        if (!FileNames.ending(path).isEmpty()) {
            image(path);
        } else if ((isOnTop && isDocument(path)) || DescriptionReader.PLACES.contains(path)) {
            document(path);
        } else if (IMAGE_FOLDER.matcher(path).matches()
                && SIDECAR.matcher(name).matches()
                && near(name).isEmpty()) {
            leave(path, "a text among images, which no step reads");
        } else if (IMAGE_FOLDER.matcher(path).matches()
                && !SIDECAR.matcher(name).matches()) {
            warn(
                    FaultCode.FORMAT_NOT_READ,
                    path,
                    "a file of no format that is read",
                    "images that end in one of " + ImageFormat.listed());
        } else if (OTHER_FORMAT.matcher(name).matches()) {
            warn(
                    FaultCode.FORMAT_NOT_READ,
                    path,
                    "a file of a format that is not read",
                    "one of " + ImageFormat.listed());
        } else {
            nearDocument(path, name, isOnTop);
        }
    }

    private void image(String path) {
        if (book.isPresent() && book.get().expectation(path).isEmpty()) {
            leave(path, "labels of test images: no step reads them");
        }
    }

    private boolean isDocument(String path) {
        return DOCUMENTS.contains(path) || plans.file().equals(Optional.of(path)) || PlansChoice.isNamedAsPlans(path);
    }

    private void document(String path) {
        boolean isWarnedOf = plans.faults().stream().anyMatch(f -> f.file().equals(Optional.of(path)));
        if (PlansChoice.isNamedAsPlans(path) && !plans.file().equals(Optional.of(path)) && !isWarnedOf) {
            leave(path, "plans that are not chosen");
        }
        Optional<String> description =
                DescriptionReader.PLACES.stream().filter(files::containsKey).findFirst();
        if (DescriptionReader.PLACES.contains(path) && !description.equals(Optional.of(path))) {
            leave(path, "a second description: " + description.orElseThrow() + " is used");
        }
    }

    private void nearDocument(String path, String name, boolean isOnTop) {
        if (WRITTEN_BY_NNUNET.matcher(name).matches()) {
            leave(path, "written by nnU-Net; Nephrite computes it itself");
            return;
        }
        if (PICKLE.matcher(name).matches()) {
            String json = PICKLE.matcher(name).replaceFirst("$1.json");
            warn(
                    FaultCode.FILE_NOT_USED,
                    path,
                    "a pickle of Python, which is not read",
                    near(json)
                            .map(known -> known + " with the same content as JSON")
                            .orElse("JSON"));
            return;
        }
        if (!isOnTop && DOCUMENTS.contains(name)) {
            warn(FaultCode.FILE_NOT_USED, path, "a document in a folder below", name + " beside imagesTr");
            return;
        }
        Optional<String> near = near(name);
        if (near.isPresent()) {
            warn(FaultCode.FILE_NOT_USED, path, "a name that nothing reads", near.get() + " beside imagesTr");
        } else {
            leave(path, "no image and no document that is read");
        }
    }

    /** The document that somebody may have meant, whatever the end of its name. */
    private static Optional<String> near(String name) {
        Matcher document = DOCUMENT.matcher(COPY.matcher(name).replaceFirst(""));
        if (!document.matches()) {
            return Optional.empty();
        }
        String base = document.group(1).toLowerCase(Locale.ROOT);
        Map<String, String> byBase = new LinkedHashMap<>();
        DOCUMENTS.forEach(d -> byBase.put(d.substring(0, d.indexOf('.')).toLowerCase(Locale.ROOT), d));
        Optional<String> nearest = NearestName.surely(base, byBase.keySet()).map(byBase::get);
        return nearest.or(() -> TABLE.matcher(name).matches()
                ? TOPICS.entrySet().stream()
                        .filter(topic -> base.contains(topic.getKey()))
                        .map(Map.Entry::getValue)
                        .findFirst()
                : Optional.empty());
    }

    private void warn(FaultCode code, String path, String seen, String expected) {
        faults.add(Fault.of(code, seen, expected).in(path));
    }

    private void leave(String path, String reason) {
        leftAlone.add(new LeftAlone(path, reason));
    }
}
