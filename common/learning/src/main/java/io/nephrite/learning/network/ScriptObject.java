package io.nephrite.learning.network;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * An object of a TorchScript module tree: its class and its attributes in the order in which the class declares them.
 */
final class ScriptObject {
    private final String className;
    private final Map<String, Object> attributes = new LinkedHashMap<>();

    ScriptObject(String className) {
        this.className = className;
    }

    /** @param value null, Boolean, Tensor (a parameter), a list of Tensors (plain tensors) or ScriptObject */
    ScriptObject with(String name, Object value) {
        attributes.put(name, value);
        return this;
    }

    /** Below {@code __torch__}. */
    String className() {
        return className;
    }

    Map<String, Object> attributes() {
        return attributes;
    }
}
