package io.nephrite.core.planning;

import io.nephrite.core.dataset.Fault;
import io.nephrite.core.dataset.ImageFormat;
import io.nephrite.core.dataset.ImageReaderName;
import io.nephrite.core.dataset.LabelContradictions;
import io.nephrite.core.dataset.LabelMap;
import io.nephrite.core.dataset.description.Description;
import io.nephrite.core.dataset.description.DescriptionReader;
import io.nephrite.core.failure.FailureCode;
import io.nephrite.core.failure.PipelineException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The properties of a dataset, besides its fingerprint, that planning needs.
 *
 * @param channelNames in channel order; the name decides the normalisation
 * @param labels number of declared labels, with background and, where declared, ignore
 * @param outputs of the network: labels without ignore, or regions
 * @param foreground labels but background and ignore
 * @param trainingCases number of cases the dataset declares
 * @param fileEnding of its images; empty means NIfTI
 * @param reader that the dataset names
 * @param contradictions what is declared of the labels and hardly means what it says, in sentences
 */
public record DatasetFacts(
        String datasetName,
        List<String> channelNames,
        int labels,
        int outputs,
        int foreground,
        int trainingCases,
        String fileEnding,
        Optional<ImageReaderName> reader,
        List<String> contradictions) {
    public DatasetFacts {
        contradictions = List.copyOf(contradictions);
        channelNames = List.copyOf(channelNames);
        if (channelNames.isEmpty() || labels < 1 || trainingCases < 1) {
            throw new IllegalArgumentException(datasetName + ": needs a channel, a label and a training case, found "
                    + channelNames.size() + ", " + labels + ", " + trainingCases);
        }
    }

    /** Of a dataset of NIfTI files without regions. */
    public DatasetFacts(String datasetName, List<String> channelNames, int labels, int outputs, int trainingCases) {
        this(datasetName, channelNames, labels, outputs, outputs - 1, trainingCases, "", Optional.empty(), List.of());
    }

    /**
     * The reader of nnU-Net whose geometry ours has.
     *
     * @param planar whether every image is a single picture
     */
    ImageReaderName readerOf(boolean planar) {
        return ImageFormat.of(fileEnding).orElse(ImageFormat.NIFTI) == ImageFormat.NIFTI
                ? ImageReaderName.NIBABEL
                : ImageReaderName.chosen(fileEnding, reader)
                        .orElse(planar ? ImageReaderName.NATURAL_IMAGE_2D : ImageReaderName.TIFF_3D);
    }

    /**
     * From dataset.json of nnU-Net v2, v1 or the Decathlon. Which cases it names does not matter.
     *
     * @param fingerprinted number of cases in the fingerprint, for a document that does not say {@code numTraining}
     * @throws PipelineException {@link FailureCode#INVALID_DATASET} with all that is wrong, and its places
     */
    public static DatasetFacts parse(byte[] datasetJson, int fingerprinted) {
        Description description = DescriptionReader.withoutCases(datasetJson);
        if (!description.isUsable()) {
            throw new PipelineException(
                    FailureCode.INVALID_DATASET,
                    description.faults().stream()
                            .filter(Fault::isError)
                            .map(Fault::sentence)
                            .collect(Collectors.joining("\n")));
        }
        return new DatasetFacts(
                description.name().isEmpty() ? "dataset" : description.name(),
                description.channelNames(),
                description.labels().labels().size(),
                description.labels().outputs(),
                description.labels().foreground().size(),
                description.numTraining().orElse(fingerprinted),
                description.fileEnding(),
                description.reader(),
                contradictions(description.labels()));
    }

    /** What {@link LabelContradictions} finds, each as a sentence that says what comes of it. */
    public static List<String> contradictions(LabelMap labels) {
        return LabelContradictions.of(labels).stream()
                .map(f ->
                        "dataset.json " + f.pointer().orElse("") + ": found " + f.seen() + "; expected " + f.expected())
                .toList();
    }
}
