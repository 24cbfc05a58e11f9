/** Connected components of label maps. */
package io.nephrite.imaging.component;
