/// The labels of an endpoint, a namespace, a network set: name to value.
package typealias Labels = [String: String]
