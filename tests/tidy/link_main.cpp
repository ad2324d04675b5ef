/// A program of nothing but one layer's whole archive: it links only if the layer's declared
/// dependencies are complete.
int main() { return 0; }
