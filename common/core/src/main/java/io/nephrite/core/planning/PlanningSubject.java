package io.nephrite.core.planning;

import io.nephrite.core.dataset.ImageFormat;
import io.nephrite.core.dataset.ImageReaderName;
import io.nephrite.core.dataset.Label;
import io.nephrite.core.failure.FailureCode;
import io.nephrite.core.json.JsonCursor;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What planning needs to know of a dataset besides its fingerprint.
 *
 * @param channelNames in channel order; the name decides the normalisation
 * @param labels number of declared labels, with background and, where declared, ignore
 * @param outputs of the network: labels without ignore, or regions
 * @param trainingCases number of cases the dataset declares
 * @param fileEnding of its images; empty means NIfTI
 * @param reader that the dataset names
 */
public record PlanningSubject(
        String datasetName,
        List<String> channelNames,
        int labels,
        int outputs,
        int trainingCases,
        String fileEnding,
        Optional<ImageReaderName> reader) {
    public PlanningSubject {
        channelNames = List.copyOf(channelNames);
        if (channelNames.isEmpty() || labels < 1 || trainingCases < 1) {
            throw new IllegalArgumentException(datasetName + ": needs a channel, a label and a training case, found "
                    + channelNames.size() + ", " + labels + ", " + trainingCases);
        }
    }

    /** Of a dataset of NIfTI files. */
    public PlanningSubject(String datasetName, List<String> channelNames, int labels, int outputs, int trainingCases) {
        this(datasetName, channelNames, labels, outputs, trainingCases, "", Optional.empty());
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
     * From dataset.json as nnU-Net v2 ({@code channel_names}, labels by name) or v1 and Decathlon ({@code modality},
     * labels by value) write it.
     *
     * @param fingerprinted number of cases in the fingerprint, for a document that does not say {@code numTraining}
     * @throws io.nephrite.core.failure.PipelineException {@link FailureCode#INVALID_DATASET} with the JSON pointer
     */
    public static PlanningSubject parse(byte[] datasetJson, int fingerprinted) {
        JsonCursor json = JsonCursor.parse(datasetJson, "dataset.json", FailureCode.INVALID_DATASET);
        JsonCursor channels = json.find("channel_names").orElseGet(() -> json.field("modality"));
        List<String> names = new ArrayList<>();
        for (int channel = 0; channel < channels.names().size(); channel++) {
            names.add(channels.field(Integer.toString(channel)).text());
        }
        JsonCursor labels = json.field("labels");
        return new PlanningSubject(
                json.find("name").map(JsonCursor::text).orElse("dataset"),
                names,
                labels.names().size(),
                outputs(labels),
                json.find("numTraining")
                        .map(c -> c.integer(1, Integer.MAX_VALUE))
                        .orElse(fingerprinted),
                json.find("file_ending").map(JsonCursor::text).orElse(""),
                json.find("overwrite_image_reader_writer").map(JsonCursor::text).flatMap(ImageReaderName::of));
    }

    private static int outputs(JsonCursor labels) {
        List<String> names = labels.names();
        boolean regions = names.stream().anyMatch(n -> labels.field(n).node().size() > 1);
        int withoutOutput = (names.contains(Label.IGNORE) ? 1 : 0) + (regions ? 1 : 0);
        return names.size() - withoutOutput;
    }
}
