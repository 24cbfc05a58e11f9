/** Reads models that nnU-Net has trained. Nothing in somebody else's file may be executed here. */
package io.nephrite.learning.nnunet;
