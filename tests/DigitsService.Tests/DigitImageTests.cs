namespace DigitsService.Tests;

public class DigitImageTests
{
    private static float[] Pixels(float first = 0) => [first, .. new float[63]];

    [Fact]
    public void An_image_of_64_pixels_in_range_is_right()
    {
        Assert.Null(DigitImage.Error(new DigitImage(Pixels())));
        Assert.Null(DigitImage.Error(new DigitImage(Pixels(16))));
    }

    [Fact]
    public void What_is_wrong_with_an_image_is_said()
    {
        Assert.Equal("pixels must be given; got none.", DigitImage.Error(null));
        Assert.Equal("pixels must be given; got none.", DigitImage.Error(new DigitImage(null)));
        Assert.Equal("pixels must be 64 numbers; got 3.", DigitImage.Error(new DigitImage([1, 2, 3])));
        Assert.Equal(
            "pixels must be in 0..16; got 16.5 at index 0.", DigitImage.Error(new DigitImage(Pixels(16.5f))));
        Assert.Equal(
            "pixels must be in 0..16; got NaN at index 0.", DigitImage.Error(new DigitImage(Pixels(float.NaN))));
    }
}
