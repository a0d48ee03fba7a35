import java.io._
import java.nio.charset.StandardCharsets.UTF_8
import java.util.Base64

import org.apache.spark.SparkThrowable
import org.apache.spark.sql.{Row, SparkSession}
import org.apache.spark.sql.catalyst.CatalystTypeConverters
import org.apache.spark.sql.catalyst.expressions.{Alias, Literal}
import org.apache.spark.sql.catalyst.plans.logical.{OneRowRelation, Project}
import org.apache.spark.sql.classic
import org.apache.spark.sql.execution.HiveResult
import org.apache.spark.sql.types._

/** Answers questions within Spark's own process, where each costs milliseconds. `record` starts it and talks to it.
  *
  * A question is a line: mode, whether to ask it alone, FROM and SELECT list, with tabs between. A batch of them ends with
  * the line END; so do the answers, a line each: "E", class and SQLSTATE, or "R", names and types and rows as JSON.
  */
object Ask {
  private val together = 40
  private val formatters = HiveResult.getTimeFormatters
  private val binary = HiveResult.getBinaryFormatter

  case class Question(mode: String, alone: Boolean, source: String, expression: String)

  def main(arguments: Array[String]): Unit = {
    val spark = SparkSession.builder().getOrCreate()
    spark.sparkContext.setLogLevel("OFF")
    val in = new BufferedReader(new InputStreamReader(new FileInputStream(arguments(0)), UTF_8))
    val out = new PrintWriter(new OutputStreamWriter(new FileOutputStream(arguments(1)), UTF_8))
    var batch = Vector.empty[Question]
    var line = in.readLine()
    while (line != null) {
      if (line == "END") {
        answers(spark, batch).foreach(out.println)
        out.println("END")
        out.flush()
        batch = Vector.empty
      } else {
        val fields = line.split("\t", -1)
        batch :+= Question(fields(0), fields(1) == "alone", fields(2), fields(3))
      }
      line = in.readLine()
    }
    spark.stop()
  }

  /** Neighbours of one mode and FROM share a SELECT. */
  private def answers(spark: SparkSession, batch: Vector[Question]): Vector[String] = {
    var found = Vector.empty[String]
    var i = 0
    while (i < batch.size) {
      val first = batch(i)
      var end = i + 1
      def fits(q: Question) = !first.alone && !q.alone && q.mode == first.mode && q.source == first.source
      while (end < batch.size && end - i < together && fits(batch(end))) end += 1
      spark.conf.set("spark.sql.ansi.enabled", if (first.mode == "ansi") "true" else "false")
      found ++= group(spark, batch.slice(i, end))
      i = end
    }
    found
  }

  private def group(spark: SparkSession, questions: Vector[Question]): Vector[String] = {
    if (questions.size == 1) return Vector(single(spark, questions.head))
    val sql = s"SELECT ${questions.map(_.expression).mkString(", ")} ${questions.head.source}"
    try {
      val frame = spark.sql(sql).asInstanceOf[classic.DataFrame]
      val fields = frame.schema.fields
      if (fields.length == questions.size && !questions.exists(q => isMany(q.expression))) {
        val rows = rowsOf(frame)
        return Vector.tabulate(fields.length)(k => answer(Array(fields(k)), rows.map(row => Row(row.get(k)))))
      }
    } catch { case _: Throwable => }
    // Errors come together: quarters leave fewer questions than halves.
    questions.grouped(math.max(1, questions.size / 4)).flatMap(group(spark, _)).toVector
  }

  /** A star or a list, which make several columns of one item. */
  private def isMany(expression: String) = expression.takeWhile(_ != '(').exists(c => c == '*' || c == ',')

  private def single(spark: SparkSession, question: Question): String =
    try {
      val frame = spark.sql(s"SELECT ${question.expression} ${question.source}").asInstanceOf[classic.DataFrame]
      answer(frame.schema.fields, rowsOf(frame))
    } catch { case error: Throwable => "E\t" + nameOf(error) }

  /** Without a job where the optimizer has computed all of it. */
  private def rowsOf(frame: classic.DataFrame): Array[Row] = frame.queryExecution.optimizedPlan match {
    case Project(list, OneRowRelation()) if list.forall(isComputed) =>
      Array(Row.fromSeq(list.map { case Alias(Literal(value, kind), _) => CatalystTypeConverters.convertToScala(value, kind) }))
    case _ => frame.collect()
  }

  private def isComputed(item: Any) = item match {
    case Alias(_: Literal, _) => true
    case _ => false
  }

  /** The class of the outermost error that has one. */
  private def nameOf(error: Throwable): String = {
    var cause = error
    while (cause != null) {
      cause match {
        case t: SparkThrowable if t.getCondition != null =>
          return t.getCondition + " " + Option(t.getSqlState).getOrElse("-")
        case _ => cause = cause.getCause
      }
    }
    "-"
  }

  private def answer(fields: Array[StructField], rows: Array[Row]): String = {
    val columns = fields.map(f => s"[${text(f.name)},${text(f.dataType.simpleString)}]").mkString("[", ",", "]")
    val cells = rows.map(row => fields.indices.map(i => cell(row.get(i), fields(i).dataType)).mkString("[", ",", "]"))
    s"R\t$columns\t${cells.mkString("[", ",", "]")}"
  }

  /** JSON; {"r": number's text}, {"m": pairs of a map}, {"s": pairs of a struct}. */
  private def cell(value: Any, kind: DataType): String = (value, kind) match {
    case (null, _) => "null"
    case (v: Boolean, _) => v.toString
    case (v, ByteType | ShortType | IntegerType | LongType) => v.toString
    case (v: String, _: StringType) => text(v)
    case (v: Array[Byte], BinaryType) => text(Base64.getEncoder.encodeToString(v))
    case (v: Float, _) => s"""{"r":${text(v.toString)}}"""
    case (v: Double, _) => s"""{"r":${text(v.toString)}}"""
    case (v: java.math.BigDecimal, _) => text(v.toPlainString)
    case (v: scala.collection.Seq[_], ArrayType(item, _)) => v.map(cell(_, item)).mkString("[", ",", "]")
    case (v: scala.collection.Map[_, _], MapType(key, item, _)) =>
      v.map { case (k, x) => s"[${cell(k, key)},${cell(x, item)}]" }.mkString("{\"m\":[", ",", "]}")
    case (v: Row, StructType(fields)) =>
      fields.indices.map(i => s"[${text(fields(i).name)},${cell(v.get(i), fields(i).dataType)}]").mkString("{\"s\":[", ",", "]}")
    case _ => text(HiveResult.toHiveString((value, kind), false, formatters, binary))
  }

  private def text(value: String): String = {
    val out = new StringBuilder("\"")
    value.foreach {
      case '"' => out ++= "\\\""
      case '\\' => out ++= "\\\\"
      case c if c < ' ' || c > '~' => out ++= f"\\u${c.toInt}%04x"
      case c => out += c
    }
    (out += '"').toString
  }
}
