/**
 * Which device a network runs on, and what PyTorch's library can do there. Only this package asks the NVIDIA driver.
 */
package io.nephrite.learning.device;
