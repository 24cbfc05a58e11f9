package io.nephrite.imaging.postprocess;

import io.nephrite.imaging.volume.LabelVolume;

/** Validation cases that are read one at a time, as often as needed. */
public interface PredictedCases {
    int size();

    /** File name, the same for prediction and reference. */
    String file(int i);

    LabelVolume prediction(int i);

    LabelVolume reference(int i);
}
