data "external" "said" {
  program = ["cat"]
  query = {
    color = "blue"
  }
}
