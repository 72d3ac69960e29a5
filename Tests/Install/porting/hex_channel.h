/* An encoder and a decoder as a source for Windows has them: nothing in hex_channel.c knows of this library. */
#ifdef __cplusplus
extern "C" {
#endif
extern WS_CHANNEL_ENCODER hexEncoder;
extern WS_CHANNEL_DECODER hexDecoder;
#ifdef __cplusplus
}
#endif
