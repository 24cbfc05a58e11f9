package io.nephrite.core.pipeline;

import java.util.Optional;

/**
 * An image that was uploaded for a model to predict.
 *
 * @param model that the folder is named after, whether there is such a model or not
 * @param file name below the folder
 */
public record ImageUpload(String model, String file) {
    static Optional<ImageUpload> parse(String path) {
        int slash = path.indexOf('/');
        boolean isOne = slash > 0 && slash == path.lastIndexOf('/') && slash < path.length() - 1;
        return isOne
                ? Optional.of(new ImageUpload(path.substring(0, slash), path.substring(slash + 1)))
                : Optional.empty();
    }
}
