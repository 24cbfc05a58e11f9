/** Connected components of label maps. Which components are removed is decided in {@code imaging.postprocess}. */
package io.nephrite.imaging.component;
