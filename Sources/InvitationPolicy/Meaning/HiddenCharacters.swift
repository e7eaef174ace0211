extension Unicode.Scalar {
    /// Control characters, line and paragraph separators, and format characters, which reorder or hide what stands
    /// around them (Unicode bidi controls, zero-width space, tags). The two joiners are let pass: some scripts cannot
    /// be written without them.
    var hidesOrBreaksText: Bool {
        switch properties.generalCategory {
        case .control, .lineSeparator, .paragraphSeparator, .surrogate: true
        case .format: value != 0x200C && value != 0x200D
        default: false
        }
    }
}
