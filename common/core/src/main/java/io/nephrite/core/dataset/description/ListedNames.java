package io.nephrite.core.dataset.description;

import io.nephrite.core.dataset.FileNames;
import io.nephrite.core.dataset.ImageFormat;
import java.util.List;
import java.util.Optional;

/**
 * Which cases the names in nnU-Net v1's lists stand for. Such a list names an image without its channel; some name the
 * first channel's file all the same. As ids may end in four digits too, only the labels tell an id from a channel.
 */
final class ListedNames {
    private final int channels;
    private final boolean withChannel;

    /** @param training as the document lists them */
    ListedNames(List<Named> training, int channels) {
        this.channels = channels;
        withChannel = training.stream().anyMatch(this::isLabelWithoutChannel)
                && training.stream().noneMatch(n -> beforeChannel(n).isPresent() && n.isLabelAlike());
    }

    /** An entry whose label tells nothing, such as one for test, is read like those before whose labels do. */
    String caseId(Named entry) {
        boolean strip = isLabelWithoutChannel(entry) || (withChannel && !entry.isLabelAlike());
        return beforeChannel(entry).filter(c -> strip).orElse(entry.stem());
    }

    private boolean isLabelWithoutChannel(Named entry) {
        return beforeChannel(entry).isPresent()
                && beforeChannel(entry).equals(entry.label().map(FileNames::stem));
    }

    private Optional<String> beforeChannel(Named entry) {
        return FileNames.channel(entry.stem())
                .filter(c -> c.channel() < channels)
                .map(FileNames.ChannelName::caseId);
    }

    /**
     * An entry as it is listed.
     *
     * @param pointer to the image's path in the document
     * @param label empty of an entry for test
     */
    record Named(String pointer, String image, Optional<String> label) {
        String stem() {
            return FileNames.stem(image);
        }

        boolean isNifti() {
            return ImageFormat.of(image).equals(Optional.of(ImageFormat.NIFTI));
        }

        private boolean isLabelAlike() {
            return label.map(FileNames::stem).filter(stem()::equals).isPresent();
        }
    }
}
