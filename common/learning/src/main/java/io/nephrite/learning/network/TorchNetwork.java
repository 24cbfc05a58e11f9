package io.nephrite.learning.network;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.engine.PtSymbolBlock;
import ai.djl.pytorch.jni.IValueUtils;
import ai.djl.pytorch.jni.JniUtils;
import io.nephrite.learning.device.DeviceMemory;
import io.nephrite.learning.device.TorchDevice;
import io.nephrite.learning.loss.TargetScheme;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A network in native memory that can be trained and asked. Use it on the thread that opened it, close it there. Every
 * call frees what it allocated, whether it returns or throws.
 */
public final class TorchNetwork implements AutoCloseable {
    private static final String METHOD = "module_method:";
    private static final String TARGETS = "ts[]";
    private static final String VALUES = "values[]";

    private final NetworkSpec spec;
    private final PtNDManager manager;
    private final PtSymbolBlock block;
    private final Precision precision;

    private final TorchDevice device;

    private TorchNetwork(
            NetworkSpec spec, Precision precision, TorchDevice device, PtNDManager manager, PtSymbolBlock block) {
        this.spec = spec;
        this.precision = precision;
        this.device = device;
        this.manager = manager;
        this.block = block;
    }

    /**
     * Loads a network into native memory.
     *
     * @param weights of every parameter, by name; momentum starts at 0
     * @param threads of the CPU's operators; results depend on their number in the last bits
     */
    public static TorchNetwork open(
            NetworkSpec spec,
            TargetScheme scheme,
            ScriptOptions options,
            Map<String, Tensor> weights,
            TorchDevice device,
            int threads) {
        for (Parameter parameter : spec.parameters()) {
            Tensor tensor = weights.get(parameter.name());
            if (tensor == null || !Arrays.equals(tensor.shape(), parameter.shape())) {
                throw new IllegalArgumentException("weights do not fit: expected " + parameter + ", found " + tensor);
            }
        }
        PtNDManager manager = (PtNDManager) NDManager.newBaseManager(device.engineDevice(), "PyTorch");
        JniUtils.setNumThreads(threads);
        // with the graph optimizer on, the first calls are slow and some in-place operations are lost
        JniUtils.setGraphExecutorOptimize(false);
        if (device.isGpu()) {
            JniUtils.setBenchmarkCuDNN(true);
        }
        try {
            Path folder = Files.createTempDirectory("nephrite-network");
            Path archive = folder.resolve("network.pt");
            try {
                NetworkScript.write(archive, spec, scheme, options, weights);
                PtSymbolBlock block = JniUtils.loadModule(manager, archive, true, new String[0], new String[0], true);
                return new TorchNetwork(spec, options.precision(), device, manager, block);
            } finally {
                Files.deleteIfExists(archive);
                Files.delete(folder);
            }
        } catch (IOException e) {
            manager.close();
            throw new UncheckedIOException(e);
        } catch (RuntimeException | Error e) {
            manager.close();
            throw e;
        }
    }

    public NetworkSpec spec() {
        return spec;
    }

    /** Where it computes. */
    public TorchDevice device() {
        return device;
    }

    /** What it computes in. */
    public Precision precision() {
        return precision;
    }

    /** Arrays of one call; closing frees them. */
    public final class Call implements AutoCloseable {
        private final NDManager memory = manager.newSubManager();
        /** What a script reads as a number must not be fetched from a GPU. */
        private final NDManager host = memory.newSubManager(Device.cpu());

        private NDList voxels = new NDList();
        private final NDList others = new NDList();
        private boolean uploaded;

        /** Adds an argument of shape (N, C, space). */
        public Call image(float[] values, long... shape) {
            voxels.add(host.create(FloatBuffer.wrap(values), new Shape(shape)));
            return this;
        }

        /** Adds an element of the argument that is a list: labels of one resolution, (N, 1, space). */
        public Call target(short[] labels, long... shape) {
            NDArray array = array(labels, new Shape(shape));
            array.setName(TARGETS);
            voxels.add(array);
            return this;
        }

        /** In as few bytes as the labels need; there is no type of two bytes. */
        private NDArray array(short[] labels, Shape shape) {
            byte[] narrow = new byte[labels.length];
            for (int i = 0; i < labels.length; i++) {
                narrow[i] = (byte) labels[i];
                if (narrow[i] != labels[i]) {
                    return host.create(IntBuffer.wrap(widened(labels)), shape, DataType.INT32);
                }
            }
            return host.create(ByteBuffer.wrap(narrow), shape, DataType.INT8);
        }

        private static int[] widened(short[] labels) {
            int[] wide = new int[labels.length];
            for (int i = 0; i < wide.length; i++) {
                wide[i] = labels[i];
            }
            return wide;
        }

        /** Adds a number as an argument, after image and targets. */
        public Call number(float value) {
            others.add(host.create(value));
            return this;
        }

        /** Adds whole numbers as an argument, after image and targets; they stay in the memory of the host. */
        public Call numbers(int[] values, long... shape) {
            others.add(host.create(IntBuffer.wrap(values), new Shape(shape), DataType.INT32));
            return this;
        }

        /** Adds an element of the argument that is a list. */
        Call element(Tensor tensor) {
            NDArray array = host.create(tensor.data(), new Shape(tensor.shape()), DataType.FLOAT32);
            array.setName(VALUES);
            others.add(array);
            return this;
        }

        /**
         * Begins to copy image and targets to the device; on a GPU the copy waits in the device's queue while this thread
         * goes on. The copies are made outside of inference mode, since a network that learns keeps its input.
         */
        public Call upload() {
            if (!uploaded) {
                List<String> names = voxels.stream().map(NDArray::getName).toList();
                voxels.forEach(array -> array.setName(VALUES));
                NDList copies = voxels.isEmpty() ? voxels : run("place", voxels, true);
                for (int i = 0; i < copies.size(); i++) {
                    copies.get(i).setName(names.get(i));
                }
                voxels = copies;
                uploaded = true;
            }
            return this;
        }

        /** Runs a method without gradients. */
        public List<NDArray> ask(String method) {
            return run(method, false);
        }

        /** Runs a method that needs gradients. On a GPU it may return before the device has done it. */
        public List<NDArray> learn(String method) {
            // the mode belongs to the thread, and loading the engine turns it off on the thread that does so
            boolean before = JniUtils.isGradMode();
            JniUtils.setGradMode(true);
            try {
                return run(method, true);
            } finally {
                JniUtils.setGradMode(before);
            }
        }

        private List<NDArray> run(String method, boolean learning) {
            upload();
            NDList arguments = new NDList(voxels);
            arguments.addAll(others);
            return run(method, arguments, learning);
        }

        private NDList run(String method, NDList arguments, boolean learning) {
            NDArray marker = host.create(0f);
            marker.setName(METHOD + method);
            NDList all = new NDList(arguments);
            all.add(marker);
            NDList results = IValueUtils.forward(block, all, learning);
            results.attach(memory);
            return results;
        }

        @Override
        public void close() {
            memory.close();
        }
    }

    public Call call() {
        return new Call();
    }

    /**
     * All parameters, then the momentum of the trainable ones under {@code momentum.<name>}, then in half precision the
     * state of the loss scaler; copies.
     */
    public List<Tensor> state() {
        return copies("state");
    }

    /** All parameters; copies. */
    public List<Tensor> weights() {
        return copies("weights");
    }

    /** @param method that gives the beginning of the state */
    private List<Tensor> copies(String method) {
        List<Tensor> copies = new ArrayList<>();
        try (Call call = call()) {
            // a call needs an array before the method's name
            List<NDArray> arrays = call.ask(method);
            List<String> names = stateNames();
            for (int i = 0; i < arrays.size(); i++) {
                copies.add(copy(names.get(i), arrays.get(i)));
            }
        }
        return copies;
    }

    private List<String> stateNames() {
        List<String> names = new ArrayList<>();
        spec.parameters().forEach(parameter -> names.add(parameter.name()));
        spec.trainable().forEach(parameter -> names.add(momentumName(parameter)));
        LossScaler.state(precision).forEach(tensor -> names.add(tensor.name()));
        return names;
    }

    /** Arrays and calls that are still open; what a leak would add to. */
    int open() {
        return manager.getManagedArrays().size();
    }

    public static String momentumName(Parameter parameter) {
        return "momentum." + parameter.name();
    }

    /**
     * Puts back what {@link #state()} gave. The state of a training in another precision may lack the loss scaler's, which
     * then starts afresh.
     */
    public void restore(Map<String, Tensor> state) {
        Map<String, Tensor> whole = new HashMap<>();
        LossScaler.state(precision).forEach(tensor -> whole.put(tensor.name(), tensor));
        whole.putAll(state);
        try (Call call = call()) {
            stateNames().forEach(name -> call.element(required(whole, name)));
            call.ask("restore");
        }
    }

    private static Tensor required(Map<String, Tensor> state, String name) {
        Tensor tensor = state.get(name);
        if (tensor == null) {
            throw new IllegalArgumentException("the optimiser state has no " + name);
        }
        return tensor;
    }

    static Tensor copy(String name, NDArray array) {
        ByteBuffer bytes = array.toByteBuffer();
        ByteBuffer own = ByteBuffer.allocate(bytes.remaining()).order(ByteOrder.LITTLE_ENDIAN);
        own.put(bytes).flip();
        return new Tensor(name, array.getShape().getShape(), own);
    }

    @Override
    public void close() {
        block.close();
        manager.close();
        DeviceMemory.release(device);
    }
}
