package io.nephrite.learning.device;

/** Says which library of PyTorch is loaded; the images are checked with it when they are built. */
public final class LibraryCheck {
    private LibraryCheck() {}

    /**
     * Exit code 1 where the library is not what it must be.
     *
     * @param arguments {@code cuda} where it must be a build for GPUs
     */
    public static void main(String... arguments) {
        boolean isForGpus = TorchLibrary.isBuiltForGpus();
        System.out.println("PyTorch " + TorchLibrary.version() + " in " + TorchLibrary.folder() + ", built for "
                + (isForGpus ? "GPUs" : "the CPU only"));
        if (arguments.length > 0 && arguments[0].equals("cuda") && !isForGpus) {
            System.err.println("expected a build for GPUs");
            System.exit(1);
        }
    }
}
